-- Every version of every page by every extractor version that read it; is_current marks those in documents.
-- @is_current: true for the one reading of the page that documents shows
CREATE VIEW documents_history AS
SELECT d.document_id, d.source, coalesce(s.kind, 'unknown') AS source_kind, d.url, d.title,
    d.author, d.published_at, d.published_precision, d.first_seen, d.last_seen, d.version,
    d.language, d.words, t.text, d.text_sha256, d.doi, d.pmid, d.retracted, d.verdict,
    d.duplicate_of, d.run_id, d.archive_file, d.archive_offset, d.extractor_version, d.is_current
FROM raw.documents d
LEFT JOIN raw.sources s ON s.name = d.source
LEFT JOIN raw.texts t ON t.text_sha256 = d.text_sha256;
