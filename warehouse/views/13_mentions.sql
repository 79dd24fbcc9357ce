-- Every drug, cytokine, condition ... that a current page names, linked to its concept.
-- @type: what kind of thing is named
-- @name: preferred name of the concept
CREATE VIEW mentions AS
SELECT m.document_id, m.sentence_id, m.start_char, m.end_char, m.surface, m.type, m.concept_id,
    m.name, m.link_method,
    d.archive_file, d.archive_offset, d.extractor_version
FROM raw.mentions m JOIN raw.current d
    ON d.document_id = m.document_id AND d.extractor_version = m.extractor_version;
