-- Wording that sells, on current pages, with the words around it that decide whether it counts.
CREATE VIEW hype_flags AS
SELECT f.flag_id, f.document_id, d.source, d.source_kind, d.url, d.title, d.published_at, f.region,
    f.sentence, f.surface, f.start_char, f.end_char, f.category, f.severity, f.context, f.is_flag,
    f.holder, f.rule_id, f.rule_version, f.rationale, j.review, d.run_id, f.first_seen,
    d.archive_file, d.archive_offset, f.extractor_version
FROM raw.flags f
JOIN raw.current d
    ON d.document_id = f.document_id AND d.extractor_version = f.extractor_version
LEFT JOIN raw.judged j ON j.target_id = f.flag_id AND j.target_kind = 'flag'
    AND j.text_sha256 = d.text_sha256 AND j.rule_id = f.rule_id
    AND j.rule_version = f.rule_version
WHERE f.kind = 'hype';
