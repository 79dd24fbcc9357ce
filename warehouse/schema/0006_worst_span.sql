-- How much of a page's hype is more than colour, and its loudest words; pages read before have both
-- told from their flags.
ALTER TABLE raw.documents ADD COLUMN strong_flags INTEGER;
ALTER TABLE raw.documents ADD COLUMN worst_span VARCHAR;
UPDATE raw.documents SET strong_flags = 0;
UPDATE raw.documents AS d SET strong_flags = f.strong, worst_span = f.span
FROM (
    SELECT document_id, extractor_version, (count(*) FILTER (severity >= 2))::INT AS strong,
        arg_max(surface, severity::BIGINT * 1000000000 - start_char) AS span
    FROM raw.flags WHERE kind = 'hype' AND is_flag GROUP BY document_id, extractor_version
) f
WHERE f.document_id = d.document_id AND f.extractor_version = d.extractor_version;
