-- How often people agree with each hype rule in its newest version, with a 95% interval.
-- @flagged: current flags of the rule, lookalikes and disowned hype apart
-- @reviewed: flags that people accepted or rejected
-- @precision: accepted / reviewed; null before the first review
-- @ci_low: lower end of the 95% Wilson interval
-- @ci_high: upper end of the 95% Wilson interval
-- @rule_id: the rule
CREATE VIEW rule_precision AS
WITH counted AS (
    SELECT rule_id, count(*) AS flagged,
        count(*) FILTER (review IN ('accepted', 'rejected')) AS reviewed,
        count(*) FILTER (review = 'accepted') AS accepted,
        count(*) FILTER (review = 'rejected') AS rejected
    FROM hype_flags WHERE is_flag GROUP BY rule_id
), shared AS (
    SELECT *, accepted / nullif(reviewed, 0) AS p, 1.959964 AS z FROM counted
)
SELECT rule_id, flagged, reviewed, accepted, rejected, round(p, 3) AS precision,
    round((p + z * z / (2 * reviewed)
        - z * sqrt(p * (1 - p) / reviewed + z * z / (4 * reviewed * reviewed)))
        / (1 + z * z / reviewed), 3) AS ci_low,
    round((p + z * z / (2 * reviewed)
        + z * sqrt(p * (1 - p) / reviewed + z * z / (4 * reviewed * reviewed)))
        / (1 + z * z / reviewed), 3) AS ci_high
FROM shared;
