-- Hype flags that nobody has judged, or that people judge differently: ORDER BY priority DESC gives
-- the most useful first, as the review page does.
-- @priority: higher first: severe, beside a claim that outruns its evidence, hard to judge, disputed, of a rule that is little known
-- @gaps: ways in which a claim in the same sentence outruns its evidence
CREATE VIEW review_queue AS
SELECT flag_id, priority, source, title, sentence, surface, category, severity, context, rationale,
    gaps, document_id, url, rule_id, rule_version, duplicate_of, review
FROM raw.flag_order
WHERE review IS NULL OR review = 'disputed';
