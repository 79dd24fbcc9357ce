-- Every page as it reads now: one row per page, the newest version, with its text.
CREATE VIEW documents AS
SELECT d.document_id, d.source, d.source_kind, d.url, d.title, d.author, d.site, d.published_at,
    d.published_precision, d.published_from, d.modified_at, d.first_seen, d.last_seen, d.version,
    d.language, d.words, t.text, d.text_sha256, d.doi, d.pmid, d.registry_ids,
    d.publication_types, d.retracted, d.licence, d.links, d.verdict, d.verdict_reason,
    d.duplicate_of, d.run_id, d.archive_file, d.archive_offset, d.extractor_version
FROM raw.current d LEFT JOIN raw.texts t ON t.text_sha256 = d.text_sha256;
