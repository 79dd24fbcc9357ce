-- Stretches of a page with one role: headline, abstract, quote, references ...
-- @kind: role of the stretch on the page
-- @label: the page's own heading for it, where it had one
CREATE VIEW regions AS
SELECT r.document_id, r.kind, r.start_char, r.end_char, r.label,
    d.archive_file, d.archive_offset, d.extractor_version
FROM raw.regions r JOIN raw.current d
    ON d.document_id = r.document_id AND d.extractor_version = r.extractor_version;
