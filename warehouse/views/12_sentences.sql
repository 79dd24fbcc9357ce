-- Every sentence of every current page, judged as a whole, whatever it is about.
-- @ordinal: place of the sentence in its document, from 0
-- @text: the sentence
-- @certainty: how surely the sentence as a whole is put
-- @causal_strength: 0 no relation, 1 correlational, 2 conditional causal, 3 direct causal; null in boilerplate
CREATE VIEW sentences AS
SELECT s.document_id, s.sentence_id, s.ordinal, s.region, s.start_char, s.end_char, s.text,
    s.certainty, s.causal_strength,
    d.archive_file, d.archive_offset, d.extractor_version
FROM raw.sentences s JOIN raw.current d
    ON d.document_id = s.document_id AND d.extractor_version = s.extractor_version;
