-- The reading of each page that counts now: newest version of the page, newest extractor.
CREATE VIEW raw.current AS
SELECT d.*, coalesce(s.kind, 'unknown') AS source_kind
FROM raw.documents d LEFT JOIN raw.sources s ON s.name = d.source
WHERE d.is_current;
