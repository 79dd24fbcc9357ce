-- Each reader's latest verdict on each flag and claim: who, what, why, and on which text and rule.
-- @target_kind: flag or claim
-- @target_id: flag_id or claim_id
-- @reviewer: the name that the reader gave
-- @verdict: accepted, rejected or unsure
-- @reason: why it was rejected, where the reader said so
-- @note: the reader's own words
-- @start_char: where the reader would have the words begin, null where they are right or rejected
-- @end_char: one past the character where the reader would have them end
-- @judged_at: when (UTC)
-- @holds: false where the page or the rule has changed since, so that the verdict no longer counts
-- @rule_id: the rule whose find is judged
-- @rule_version: its version at the time
CREATE VIEW reviews AS
WITH standing AS (
    -- Few are judged: those are picked out before anything is joined, or all would be held in memory.
    SELECT 'flag' AS target_kind, f.flag_id AS target_id, f.text_sha256, f.rule_id, f.rule_version
    FROM raw.flag_places f WHERE f.flag_id IN (SELECT target_id FROM raw.reviews)
    UNION ALL
    SELECT 'claim', c.claim_id, d.text_sha256, c.rule_id, 1
    FROM (
        SELECT * FROM raw.claim_places WHERE claim_id IN (SELECT target_id FROM raw.reviews)
    ) c JOIN raw.current d
        ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
)
SELECT l.target_kind, l.target_id, l.document_id, l.reviewer, l.verdict, l.reason, l.note,
    l.start_char, l.end_char, l.judged_at, l.rule_id, l.rule_version,
    s.target_id IS NOT NULL AS holds
FROM raw.latest_reviews l LEFT JOIN standing s ON s.target_kind = l.target_kind
    AND s.target_id = l.target_id AND s.text_sha256 = l.text_sha256 AND s.rule_id = l.rule_id
    AND (s.rule_version = l.rule_version OR l.target_kind = 'claim')
WHERE l.verdict IN ('accepted', 'rejected', 'unsure');
