-- What whats_new tells of contradictions: each pair that is judged in opposite ways, with the page
-- that brought the second side.
-- @@kept, sorted by run_id
CREATE VIEW raw.oppositions AS
WITH sides AS (
    SELECT c.subject_id, c.object_id,
        CASE
            WHEN c.valence IN ('beneficial', 'harmful') THEN c.valence
            WHEN c.direction = 'no_difference' OR c.polarity = 'negated' THEN 'null'
        END AS side,
        min(c.first_seen) AS since, min(c.subject) AS subject, min(c.object) AS object,
        arg_min({'document': c.document_id, 'version': c.extractor_version},
            (c.first_seen, c.claim_id, c.extractor_version)) AS first
    FROM raw.claims c
    WHERE c.certainty NOT IN ('uncommitted', 'counterfact') AND side IS NOT NULL
    GROUP BY ALL
), opposed AS (
    SELECT arg_max(first, (since, side)) AS last,
        min(subject) || ' and ' || min(object) || ': '
            || string_agg(side, ' against ' ORDER BY since, side) AS what
    FROM sides GROUP BY subject_id, object_id HAVING count(*) > 1
)
SELECT d.run_id, d.document_id, d.source, o.what
FROM opposed o JOIN raw.documents d
    ON d.document_id = o.last.document AND d.extractor_version = o.last.version;
