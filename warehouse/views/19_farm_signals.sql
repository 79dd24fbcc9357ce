-- Signs that a current page was made to sell or to be found rather than to inform.
-- @signal: the sign that was found
CREATE VIEW farm_signals AS
SELECT s.document_id, d.source, d.source_kind, d.url, s.signal, s.evidence,
    d.archive_file, d.archive_offset, d.extractor_version
FROM raw.signals s JOIN raw.current d
    ON d.document_id = s.document_id AND d.extractor_version = s.extractor_version
WHERE s.kind = 'farm';
