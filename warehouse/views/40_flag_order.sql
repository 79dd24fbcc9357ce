-- Every hype flag, judged or not, with how much a reader's judgement of it would tell.
-- Severity counts whole; a claim in the sentence that outruns its evidence, a context that is hard
-- to judge and readers who differ add to it; so does what is not yet known of the rule: twice the
-- width of the 95% Wilson interval of its precision, once those that stand before it are judged.
CREATE VIEW raw.flag_order AS
WITH known AS (
    SELECT rule_id, rule_version, count(*) FILTER (review IN ('accepted', 'rejected')) AS n,
        count(*) FILTER (review = 'accepted') AS accepted
    FROM raw.judged WHERE target_kind = 'flag' GROUP BY ALL
), outrun AS (
    SELECT sentence_id, extractor_version, max(len(overclaim)) AS gaps
    FROM raw.claims WHERE len(overclaim) > 0 GROUP BY ALL
), met AS (
    SELECT f.flag_id, f.document_id, f.extractor_version, f.sentence_id, f.region, f.sentence,
        f.surface, f.start_char, f.end_char, f.category, f.severity, f.context, f.is_flag,
        f.holder, f.rule_id, f.rule_version, f.rationale, d.source, d.source_kind, d.url, d.title,
        d.published_at, d.first_seen, d.text_sha256, d.duplicate_of, j.review,
        coalesce(o.gaps, 0) AS gaps, coalesce(k.n, 0) AS n, coalesce(k.accepted, 0) AS accepted,
        row_number() OVER (
            PARTITION BY f.rule_id, f.rule_version, d.duplicate_of IS NULL, j.review IS NULL
            ORDER BY f.severity DESC, coalesce(o.gaps, 0) DESC, f.flag_id
        ) AS turn
    FROM raw.flags f
    JOIN raw.current d
        ON d.document_id = f.document_id AND d.extractor_version = f.extractor_version
    LEFT JOIN raw.judged j ON j.target_id = f.flag_id AND j.target_kind = 'flag'
        AND j.text_sha256 = d.text_sha256 AND j.rule_id = f.rule_id
        AND j.rule_version = f.rule_version
    LEFT JOIN outrun o
        ON o.sentence_id = f.sentence_id AND o.extractor_version = f.extractor_version
    LEFT JOIN known k ON k.rule_id = f.rule_id AND k.rule_version = f.rule_version
    WHERE f.kind = 'hype'
), guessed AS (
    SELECT *, n + turn - 1 AS seen, (accepted + 1) / (n + 2) AS p FROM met
)
SELECT * EXCLUDE (n, accepted, turn, seen, p),
    round(severity + 0.5 * least(gaps, 2)
        + CASE WHEN context IN ('asserted', 'quoted') THEN 0 ELSE 0.5 END
        + CASE WHEN review = 'disputed' THEN 1 ELSE 0 END
        + 4 * 1.959964 * sqrt(p * (1 - p) * seen + 0.960365) / (seen + 3.841459), 3) AS priority
FROM guessed;
