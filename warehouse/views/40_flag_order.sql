-- Every hype flag, judged or not, with how much a reader's judgement of it would tell.
-- Severity counts whole; a claim in the sentence that outruns its evidence, a context that is hard
-- to judge and readers who differ add to it; so does what is not yet known of the rule: twice the
-- width of the 95% Wilson interval of its precision, once those that stand before it are judged.
-- Of a rule's flags those that are judged step out of the line, and the others move up.
-- @lies: where its row lies in raw.kept_flag_places
CREATE VIEW raw.flag_order AS
WITH known AS (
    SELECT rule_id, rule_version, count(*) FILTER (review IN ('accepted', 'rejected')) AS n,
        count(*) FILTER (review = 'accepted') AS accepted
    FROM raw.judged WHERE target_kind = 'flag' GROUP BY ALL
), stepped_out AS (
    SELECT f.rule_id, f.rule_version, f.original, f.place, j.review
    FROM raw.flag_places f JOIN raw.judged j ON j.target_id = f.flag_id AND j.target_kind = 'flag'
        AND j.text_sha256 = f.text_sha256 AND j.rule_id = f.rule_id
        AND j.rule_version = f.rule_version
), lines AS (
    SELECT rule_id, rule_version, original, count(*) AS out, max(place) AS last
    FROM stepped_out GROUP BY ALL
), spans AS (
    -- How many have stepped out up to a place is the same from one of them to the next. The spans
    -- are cut at every 1024th place too, so that a flag finds its own among few, and DuckDB holds
    -- the spans, not all flags.
    SELECT rule_id, rule_version, original, place AS low, place // 1024 AS block,
        sum(step) OVER line AS out, lead(place) OVER line AS high
    FROM (
        SELECT rule_id, rule_version, original, place, sum(step) AS step FROM (
            SELECT rule_id, rule_version, original, place, 1 AS step FROM stepped_out
            UNION ALL
            SELECT rule_id, rule_version, original, 1024 * unnest(range(last // 1024 + 1)), 0
            FROM lines
        ) GROUP BY ALL
    )
    WINDOW line AS (PARTITION BY rule_id, rule_version, original ORDER BY place)
), met AS (
    SELECT f.*, f.rowid AS lies, s.review, coalesce(k.n, 0) AS n,
        coalesce(k.accepted, 0) AS accepted, coalesce(m.out, l.out, 0) AS out
    FROM raw.kept_flag_places f
    LEFT JOIN stepped_out s USING (rule_id, rule_version, original, place)
    LEFT JOIN spans m ON m.rule_id = f.rule_id AND m.rule_version = f.rule_version
        AND m.original = f.original AND m.block = f.place // 1024
        AND m.low <= f.place AND (f.place < m.high OR m.high IS NULL)
    LEFT JOIN lines l ON l.rule_id = f.rule_id AND l.rule_version = f.rule_version
        AND l.original = f.original
    LEFT JOIN known k ON k.rule_id = f.rule_id AND k.rule_version = f.rule_version
), guessed AS (
    SELECT *, n + CASE WHEN review IS NULL THEN place - out ELSE out END - 1 AS seen,
        (accepted + 1) / (n + 2) AS p
    FROM met
)
SELECT * EXCLUDE (original, place, weight, unread, n, accepted, out, seen, p),
    round(weight + CASE WHEN review = 'disputed' THEN 1 ELSE 0 END
        + 4 * 1.959964 * sqrt(p * (1 - p) * seen + 0.960365) / (seen + 3.841459), 3) AS priority
FROM guessed;
