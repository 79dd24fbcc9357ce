-- What people say of a flag or claim: each reviewer's latest word, taken together. A reviewer who
-- put it aside, noted something or took the verdict back has no word.
CREATE VIEW raw.judged AS
SELECT target_kind, target_id, text_sha256, rule_id, rule_version,
    CASE count(DISTINCT verdict) FILTER (verdict <> 'unsure')
        WHEN 0 THEN 'unsure'
        WHEN 1 THEN max(verdict) FILTER (verdict <> 'unsure')
        ELSE 'disputed'
    END AS review
FROM raw.latest_reviews WHERE verdict IN ('accepted', 'rejected', 'unsure') GROUP BY ALL;
