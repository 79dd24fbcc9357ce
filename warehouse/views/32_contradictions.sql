-- Pairs that current pages judge in opposite ways: benefit against harm, or an effect against none.
-- @null_documents: pages that find no difference, or deny the relation
CREATE VIEW contradictions AS
WITH told AS (
    SELECT c.subject, c.object, c.subject_id, c.object_id, c.document_id, c.sentence, d.first_seen,
        CASE
            WHEN c.valence IN ('beneficial', 'harmful') THEN c.valence
            WHEN c.direction = 'no_difference' OR c.polarity = 'negated' THEN 'null'
        END AS side
    FROM raw.claims c JOIN raw.current d
        ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
    WHERE d.is_counted AND c.certainty NOT IN ('uncommitted', 'counterfact')
)
SELECT subject, object,
    count(DISTINCT document_id) FILTER (side = 'beneficial') AS beneficial_documents,
    count(DISTINCT document_id) FILTER (side = 'harmful') AS harmful_documents,
    count(DISTINCT document_id) FILTER (side = 'null') AS null_documents,
    min_by(sentence, first_seen) FILTER (side = 'beneficial') AS example_beneficial,
    min_by(sentence, first_seen) FILTER (side = 'harmful') AS example_harmful,
    min_by(sentence, first_seen) FILTER (side = 'null') AS example_null,
    subject_id, object_id
FROM told WHERE side IS NOT NULL
GROUP BY subject, object, subject_id, object_id
HAVING count(DISTINCT side) > 1;
