-- Every hype flag, judged or not, with how much a reader's judgement of it would tell.
-- Severity counts whole; a claim in the sentence that outruns its evidence, a context that is hard
-- to judge and readers who differ add to it; so does what is not yet known of the rule: twice the
-- width of the 95% Wilson interval of its precision, once those that stand before it are judged.
-- Of a rule's flags those that are judged step out of the line, and the others move up.
-- @lies: where its row lies in raw.kept_flag_places
CREATE VIEW raw.flag_order AS
WITH known AS (
    SELECT rule_id, rule_version, count(*) FILTER (review IN ('accepted', 'rejected')) AS n,
        count(*) FILTER (review = 'accepted') AS accepted
    FROM raw.judged WHERE target_kind = 'flag' GROUP BY ALL
), stepped_out AS (
    SELECT f.rule_id, f.rule_version, f.original, f.place, j.review
    FROM raw.flag_places f JOIN raw.judged j ON j.target_id = f.flag_id AND j.target_kind = 'flag'
        AND j.text_sha256 = f.text_sha256 AND j.rule_id = f.rule_id
        AND j.rule_version = f.rule_version
), lines AS (
    SELECT rule_id, rule_version, original, count(*) AS out, max(place) AS last
    FROM stepped_out GROUP BY ALL
), moved AS (
    -- Places up to the last that is judged; behind it all move up by as many. They are counted out
    -- rather than looked up: DuckDB then knows that they are few, and holds them, not all flags.
    SELECT p.rule_id, p.rule_version, p.original, p.place, s.review,
        count(s.review) OVER (
            PARTITION BY p.rule_id, p.rule_version, p.original ORDER BY p.place
        ) AS out
    FROM (
        SELECT rule_id, rule_version, original, unnest(range(1, last + 1)) AS place FROM lines
    ) p LEFT JOIN stepped_out s USING (rule_id, rule_version, original, place)
), met AS (
    SELECT f.*, f.rowid AS lies, m.review, coalesce(k.n, 0) AS n,
        coalesce(k.accepted, 0) AS accepted,
        CASE WHEN m.review IS NULL THEN f.place - coalesce(m.out, l.out, 0) ELSE m.out END AS turn
    FROM raw.kept_flag_places f
    LEFT JOIN moved m USING (rule_id, rule_version, original, place)
    LEFT JOIN lines l USING (rule_id, rule_version, original)
    LEFT JOIN known k USING (rule_id, rule_version)
), guessed AS (
    SELECT *, n + turn - 1 AS seen, (accepted + 1) / (n + 2) AS p FROM met
)
SELECT * EXCLUDE (original, place, weight, unread, n, accepted, turn, seen, p),
    round(weight + CASE WHEN review = 'disputed' THEN 1 ELSE 0 END
        + 4 * 1.959964 * sqrt(p * (1 - p) * seen + 0.960365) / (seen + 3.841459), 3) AS priority
FROM guessed;
