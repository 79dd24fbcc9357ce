-- Pairs that current pages judge in opposite ways: benefit against harm, or an effect against none.
-- @null_documents: pages that find no difference, or deny the relation
-- @@kept, sorted by subject, object
CREATE VIEW contradictions AS
WITH told AS (
    SELECT c.subject, c.object, c.subject_id, c.object_id, c.document_id, c.extractor_version,
        CASE
            WHEN c.valence IN ('beneficial', 'harmful') THEN c.valence
            WHEN c.direction = 'no_difference' OR c.polarity = 'negated' THEN 'null'
        END AS side,
        min(d.first_seen) AS seen, min(c.claim_id) AS claim_id
    FROM raw.claims c JOIN raw.current d
        ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
    WHERE d.is_counted AND c.certainty NOT IN ('uncommitted', 'counterfact') AND side IS NOT NULL
    GROUP BY ALL
), sides AS (
    SELECT subject, object, subject_id, object_id, side, count(*) AS documents,
        arg_min({'claim': claim_id, 'version': extractor_version}, (seen, claim_id, extractor_version)) AS example
    FROM told GROUP BY ALL
), opposed AS (
    SELECT * FROM sides
    QUALIFY count(*) OVER (PARTITION BY subject, object, subject_id, object_id) > 1
), shown AS (
    SELECT o.*, c.sentence FROM opposed o JOIN raw.claims c
        ON c.claim_id = o.example.claim AND c.extractor_version = o.example.version
)
SELECT subject, object,
    coalesce(max(documents) FILTER (side = 'beneficial'), 0) AS beneficial_documents,
    coalesce(max(documents) FILTER (side = 'harmful'), 0) AS harmful_documents,
    coalesce(max(documents) FILTER (side = 'null'), 0) AS null_documents,
    max(sentence) FILTER (side = 'beneficial') AS example_beneficial,
    max(sentence) FILTER (side = 'harmful') AS example_harmful,
    max(sentence) FILTER (side = 'null') AS example_null,
    subject_id, object_id
FROM shown GROUP BY subject, object, subject_id, object_id;
