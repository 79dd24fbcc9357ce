-- Each reader's latest event on a flag or claim, with the text and the rule that it was made on.
CREATE VIEW raw.latest_reviews AS
SELECT * FROM raw.reviews
QUALIFY row_number() OVER (
    PARTITION BY target_id, reviewer, text_sha256, rule_id, rule_version
    ORDER BY judged_at DESC, event_id DESC
) = 1;
