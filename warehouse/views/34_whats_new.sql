-- What each run brought that no run before it had: pages, versions, claims, hype, contradictions.
-- @run_id: the run that brought it
-- @kind: document, version, claim, hype or contradiction
-- @document_id: the page that says so; for a contradiction, the page that completed it
-- @what: the news in one line
CREATE VIEW whats_new AS
WITH readings AS (
    SELECT * FROM raw.documents
    QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY load_id, extractor_version) = 1
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
SELECT run_id, 'contradiction', document_id, source, what FROM raw.oppositions;
