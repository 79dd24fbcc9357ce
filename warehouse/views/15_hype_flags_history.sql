-- Hype of every version of every page, by every extractor version that found it.
-- @is_current: true for flags that the view hype_flags shows
CREATE VIEW hype_flags_history AS
SELECT f.flag_id, f.document_id, d.source, d.source_kind, d.url, d.title, d.published_at, f.region,
    f.sentence, f.surface, f.start_char, f.end_char, f.category, f.severity, f.context, f.is_flag,
    f.holder, f.rule_id, f.rule_version, f.rationale, j.review, d.run_id, f.first_seen,
    d.archive_file, d.archive_offset, f.extractor_version, f.sentence_id, d.version, d.is_current
FROM raw.flags f
JOIN (
    SELECT d.*, coalesce(s.kind, 'unknown') AS source_kind
    FROM raw.documents d LEFT JOIN raw.sources s ON s.name = d.source
) d ON d.document_id = f.document_id AND d.extractor_version = f.extractor_version
LEFT JOIN raw.judged j ON j.target_id = f.flag_id AND j.target_kind = 'flag'
    AND j.text_sha256 = d.text_sha256 AND j.rule_id = f.rule_id
    AND j.rule_version = f.rule_version
WHERE f.kind = 'hype';
