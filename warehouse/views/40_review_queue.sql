-- Hype flags that nobody has judged, or that people judge differently, the most useful first.
-- @priority: higher first: severe, in a context that is hard to judge, by a rule with few reviews
CREATE VIEW review_queue AS
WITH known AS (
    SELECT rule_id, rule_version, count(*) AS reviewed FROM raw.judged
    WHERE target_kind = 'flag' GROUP BY ALL
)
SELECT h.flag_id,
    round(h.severity + CASE WHEN h.context IN ('asserted', 'quoted') THEN 0 ELSE 0.5 END
        + CASE WHEN h.review = 'disputed' THEN 1 ELSE 0 END
        + 2.0 / (1 + coalesce(k.reviewed, 0)), 3) AS priority,
    h.source, h.title, h.sentence, h.surface, h.category, h.severity, h.context, h.rationale,
    h.document_id, h.url, h.rule_id, h.rule_version, h.review
FROM hype_flags h
LEFT JOIN known k ON k.rule_id = h.rule_id AND k.rule_version = h.rule_version
WHERE h.review IS NULL OR h.review = 'disputed';
