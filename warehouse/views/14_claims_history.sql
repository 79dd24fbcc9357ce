-- Every claim of every version of every page, by every extractor version that found it.
-- @is_current: true for claims that the view claims shows
CREATE VIEW claims_history AS
SELECT c.claim_id, c.document_id, d.source, d.source_kind, d.url, d.title, d.published_at,
    c.region, c.sentence, c.start_char, c.end_char, c.sentence_id,
    c.subject, c.subject_surface, c.subject_type, c.subject_id, c.subject_start, c.subject_end,
    c.relation,
    c.object, c.object_surface, c.object_type, c.object_id, c.object_start, c.object_end,
    c.comparator, c.comparator_surface, c.comparator_id, c.comparator_start, c.comparator_end,
    c.trigger_start, c.trigger_end, c.polarity, c.direction, c.valence, c.certainty,
    c.causal_strength, c.claim_type, c.holder_type, c.holder, c.design, c.sample_size, c.species,
    c.population, c.label_status, c.overclaim, c.overclaim_reasons, c.study_id, j.review,
    c.rule_id, d.run_id, c.first_seen, d.archive_file, d.archive_offset, c.extractor_version,
    d.version, d.is_current
FROM raw.claims c
JOIN (
    SELECT d.*, coalesce(s.kind, 'unknown') AS source_kind
    FROM raw.documents d LEFT JOIN raw.sources s ON s.name = d.source
) d ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
LEFT JOIN raw.judged j ON j.target_id = c.claim_id AND j.target_kind = 'claim'
    AND j.text_sha256 = d.text_sha256 AND j.rule_id = c.rule_id;
