-- Numbers that measure something on current pages; those that a claim gives carry its id.
-- @claim_id: the claim that gives the number, null when no claim does
CREATE VIEW quantities AS
SELECT q.document_id, q.claim_id, q.sentence, q.surface, q.start_char, q.end_char, q.measure,
    q.value, q.unit, q.ci_low, q.ci_high, q.p_value
FROM raw.quantities q JOIN raw.current d
    ON d.document_id = q.document_id AND d.extractor_version = q.extractor_version;
