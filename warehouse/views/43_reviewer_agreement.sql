-- How far each two readers agree on what both have judged: on the verdict, and on where the words
-- begin and end, apart from it.
-- @target_kind: flag or claim
-- @reviewer_a: one reader, the first by name
-- @reviewer_b: the other
-- @both: flags or claims that both accepted or rejected
-- @agreed: those on which they say the same
-- @kappa: Cohen's kappa: agreement beyond what their rates of acceptance give by chance; null where chance gives all
-- @spans: flags in which both see hype, with the words of each
-- @same_span: those on which their words are the same
-- @span_overlap: mean share of characters that their words have in common (Dice)
CREATE VIEW reviewer_agreement AS
WITH marked AS (
    SELECT r.target_kind, r.target_id, r.reviewer, r.verdict,
        r.verdict = 'accepted' OR r.start_char IS NOT NULL AS sees,
        coalesce(r.start_char, f.start_char) AS start_char, coalesce(r.end_char, f.end_char) AS end_char
    FROM reviews r LEFT JOIN (
        SELECT DISTINCT flag_id, start_char, end_char FROM raw.flags
        WHERE flag_id IN (SELECT target_id FROM raw.reviews)
    ) f ON f.flag_id = r.target_id AND r.target_kind = 'flag'
    WHERE r.holds AND r.verdict <> 'unsure'
), pairs AS (
    SELECT a.target_kind, a.reviewer AS reviewer_a, b.reviewer AS reviewer_b,
        a.verdict = 'accepted' AS a_yes, b.verdict = 'accepted' AS b_yes,
        a.sees AND b.sees AND a.target_kind = 'flag' AS both_see,
        a.start_char = b.start_char AND a.end_char = b.end_char AS same,
        2.0 * greatest(0, least(a.end_char, b.end_char) - greatest(a.start_char, b.start_char))
            / (a.end_char - a.start_char + b.end_char - b.start_char) AS overlap
    FROM marked a JOIN marked b USING (target_kind, target_id)
    WHERE a.reviewer < b.reviewer
), counted AS (
    SELECT target_kind, reviewer_a, reviewer_b, count(*) AS "both",
        count(*) FILTER (a_yes = b_yes) AS agreed,
        avg(a_yes::INT) AS a_rate, avg(b_yes::INT) AS b_rate,
        count(*) FILTER (both_see) AS spans, count(*) FILTER (both_see AND same) AS same_span,
        avg(overlap) FILTER (both_see) AS span_overlap
    FROM pairs GROUP BY ALL
), chance AS (
    SELECT *, a_rate * b_rate + (1 - a_rate) * (1 - b_rate) AS expected FROM counted
)
SELECT target_kind, reviewer_a, reviewer_b, "both", agreed,
    round((agreed / "both" - expected) / nullif(1 - expected, 0), 3) AS kappa,
    spans, same_span, round(span_overlap, 3) AS span_overlap
FROM chance;
