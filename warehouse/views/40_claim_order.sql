-- Every claim, judged or not, with how much a reader's judgement of it would tell: how far it
-- outruns its evidence, how strongly it is put, readers who differ, and what is not yet known of
-- the rule that found it (as in raw.flag_order).
CREATE VIEW raw.claim_order AS
WITH known AS (
    SELECT rule_id, count(*) FILTER (review IN ('accepted', 'rejected')) AS n,
        count(*) FILTER (review = 'accepted') AS accepted
    FROM raw.judged WHERE target_kind = 'claim' GROUP BY ALL
), met AS (
    SELECT c.claim_id, c.document_id, c.extractor_version, c.sentence_id, c.region, c.sentence,
        c.subject, c.relation, c.object, c.certainty, c.causal_strength, c.rule_id, d.source,
        d.source_kind, d.url, d.title, d.published_at, d.first_seen, d.text_sha256,
        d.duplicate_of, j.review, len(c.overclaim) AS gaps, coalesce(k.n, 0) AS n,
        coalesce(k.accepted, 0) AS accepted,
        row_number() OVER (
            PARTITION BY c.rule_id, d.duplicate_of IS NULL, j.review IS NULL
            ORDER BY len(c.overclaim) DESC, c.causal_strength DESC, c.claim_id
        ) AS turn
    FROM raw.claims c
    JOIN raw.current d
        ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
    LEFT JOIN raw.judged j ON j.target_id = c.claim_id AND j.target_kind = 'claim'
        AND j.text_sha256 = d.text_sha256 AND j.rule_id = c.rule_id
    LEFT JOIN known k ON k.rule_id = c.rule_id
), guessed AS (
    SELECT *, n + turn - 1 AS seen, (accepted + 1) / (n + 2) AS p FROM met
)
SELECT * EXCLUDE (n, accepted, turn, seen, p),
    round(least(gaps, 3) + causal_strength / 3 + CASE WHEN certainty = 'fact' THEN 0.5 ELSE 0 END
        + CASE WHEN review = 'disputed' THEN 1 ELSE 0 END
        + 4 * 1.959964 * sqrt(p * (1 - p) * seen + 0.960365) / (seen + 3.841459), 3) AS priority
FROM guessed;
