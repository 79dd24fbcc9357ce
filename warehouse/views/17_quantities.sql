-- Numbers that measure something on current pages; those that a claim gives carry its id.
-- @claim_id: the claim that gives the number, null when no claim does
-- @arm: the sentence's words for the arm or group whose number it is, null where it leaves it open
-- @outcome: the sentence's words for what was measured, null where it leaves it open
CREATE VIEW quantities AS
SELECT q.document_id, q.claim_id, q.sentence, q.surface, q.start_char, q.end_char, q.measure,
    q.value, q.unit, q.ci_low, q.ci_high, q.p_value, q.arm, q.outcome
FROM raw.quantities q JOIN raw.current d
    ON d.document_id = q.document_id AND d.extractor_version = q.extractor_version;
