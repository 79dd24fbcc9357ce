-- Words that make a statement less sure on current pages, with the words that they govern.
-- @category: kind of cue: modal, adverb, verb ...
CREATE VIEW hedges AS
SELECT f.document_id, d.source, d.source_kind, d.url, f.sentence, f.surface, f.start_char,
    f.end_char, f.category, f.context, f.scope_start, f.scope_end, f.rule_id, f.rule_version,
    f.rationale,
    d.archive_file, d.archive_offset, d.extractor_version, f.sentence_id
FROM raw.flags f
JOIN raw.current d
    ON d.document_id = f.document_id AND d.extractor_version = f.extractor_version
WHERE f.kind = 'hedge';
