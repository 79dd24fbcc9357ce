-- What each run brought that no run before it had: pages, versions, claims, hype, contradictions.
-- @run_id: the run that brought it
-- @kind: document, version, claim, hype or contradiction
-- @document_id: the page that says so; for a contradiction, the page that completed it
-- @what: the news in one line
CREATE VIEW whats_new AS
WITH readings AS (
    SELECT * FROM raw.documents
    QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY load_id, extractor_version) = 1
), sides AS (
    SELECT c.subject_id, c.object_id,
        CASE
            WHEN c.valence IN ('beneficial', 'harmful') THEN c.valence
            WHEN c.direction = 'no_difference' OR c.polarity = 'negated' THEN 'null'
        END AS side,
        min(c.first_seen) AS since, any_value(c.subject) AS subject, any_value(c.object) AS object,
        arg_min(c.document_id, c.first_seen) AS document_id,
        arg_min(c.extractor_version, c.first_seen) AS extractor_version
    FROM raw.claims c
    WHERE c.certainty NOT IN ('uncommitted', 'counterfact')
    GROUP BY ALL
), opposed AS (
    SELECT arg_max(document_id, since) AS document_id,
        arg_max(extractor_version, since) AS extractor_version,
        min(subject) || ' and ' || min(object) || ': ' || string_agg(side, ' against ' ORDER BY since)
            AS what
    FROM sides WHERE side IS NOT NULL
    GROUP BY subject_id, object_id HAVING count(DISTINCT side) > 1
)
SELECT run_id, CASE version WHEN 1 THEN 'document' ELSE 'version' END AS kind, document_id, source,
    coalesce(title, url) AS what
FROM readings
UNION ALL
SELECT d.run_id, 'claim', c.document_id, d.source,
    c.subject || ' ' || c.relation || ' ' || c.object || ' (' || c.certainty || '): ' || c.sentence
FROM raw.claims c JOIN raw.documents d
    ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
WHERE c.is_new
UNION ALL
SELECT d.run_id, 'hype', f.document_id, d.source,
    f.category || ' (' || f.severity || '): ' || f.surface
FROM raw.flags f JOIN raw.documents d
    ON d.document_id = f.document_id AND d.extractor_version = f.extractor_version
WHERE f.kind = 'hype' AND f.is_flag AND f.is_new
UNION ALL
SELECT d.run_id, 'contradiction', o.document_id, d.source, o.what
FROM opposed o JOIN raw.documents d
    ON d.document_id = o.document_id AND d.extractor_version = o.extractor_version;
