-- Every claim on a current page with its place among the claims of its rule, the furthest beyond
-- their evidence first, as if nobody had judged anything: what raw.claim_order needs, verdicts
-- apart, as raw.flag_places does for flags. What the claim says stays in raw.claims.
-- @@kept, sorted by unread DESC, claim_id
-- @gaps: ways in which the claim outruns its evidence
-- @original: false on a page that tells what another one tells
-- @place: from 1, among the claims of the rule that are as original
-- @weight: up to three gaps, a third of the causal strength, and half for what is put as fact
-- @unread: its priority as long as nobody has judged a claim of the rule
CREATE VIEW raw.claim_places AS
WITH placed AS (
    SELECT c.claim_id, c.document_id, c.extractor_version, c.rule_id, c.relation, c.certainty,
        d.source, d.source_kind, d.published_at, d.first_seen, d.duplicate_of,
        len(c.overclaim) AS gaps, d.duplicate_of IS NULL AS original,
        row_number() OVER (
            PARTITION BY c.rule_id, d.duplicate_of IS NULL
            ORDER BY len(c.overclaim) DESC, c.causal_strength DESC, c.claim_id
        ) AS place,
        least(len(c.overclaim), 3) + c.causal_strength / 3
            + CASE WHEN c.certainty = 'fact' THEN 0.5 ELSE 0 END AS weight
    FROM raw.claims c
    JOIN raw.current d
        ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
)
SELECT *, round(weight
    + 4 * 1.959964 * sqrt((place - 1) / 4 + 0.960365) / (place - 1 + 3.841459), 3) AS unread
FROM placed;
