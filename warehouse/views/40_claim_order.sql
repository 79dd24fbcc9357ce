-- Every claim, judged or not, with how much a reader's judgement of it would tell: how far it
-- outruns its evidence, how strongly it is put, readers who differ, and what is not yet known of
-- the rule that found it (as in raw.flag_order, which says how places move).
-- @lies: where its row lies in raw.kept_claim_places
CREATE VIEW raw.claim_order AS
WITH known AS (
    SELECT rule_id, count(*) FILTER (review IN ('accepted', 'rejected')) AS n,
        count(*) FILTER (review = 'accepted') AS accepted
    FROM raw.judged WHERE target_kind = 'claim' GROUP BY ALL
), stepped_out AS (
    SELECT c.rule_id, c.original, c.place, j.review
    FROM raw.judged j
    JOIN raw.kept_claim_places c ON c.claim_id = j.target_id AND c.rule_id = j.rule_id
    JOIN raw.current d ON d.document_id = c.document_id
        AND d.extractor_version = c.extractor_version AND d.text_sha256 = j.text_sha256
    WHERE j.target_kind = 'claim'
), lines AS (
    SELECT rule_id, original, count(*) AS out, max(place) AS last FROM stepped_out GROUP BY ALL
), spans AS (
    SELECT rule_id, original, place AS low, place // 1024 AS block,
        sum(step) OVER line AS out, lead(place) OVER line AS high
    FROM (
        SELECT rule_id, original, place, sum(step) AS step FROM (
            SELECT rule_id, original, place, 1 AS step FROM stepped_out
            UNION ALL
            SELECT rule_id, original, 1024 * unnest(range(last // 1024 + 1)), 0 FROM lines
        ) GROUP BY ALL
    )
    WINDOW line AS (PARTITION BY rule_id, original ORDER BY place)
), met AS (
    SELECT c.*, c.rowid AS lies, s.review, coalesce(k.n, 0) AS n,
        coalesce(k.accepted, 0) AS accepted, coalesce(m.out, l.out, 0) AS out
    FROM raw.kept_claim_places c
    LEFT JOIN stepped_out s USING (rule_id, original, place)
    LEFT JOIN spans m ON m.rule_id = c.rule_id AND m.original = c.original
        AND m.block = c.place // 1024
        AND m.low <= c.place AND (c.place < m.high OR m.high IS NULL)
    LEFT JOIN lines l ON l.rule_id = c.rule_id AND l.original = c.original
    LEFT JOIN known k ON k.rule_id = c.rule_id
), guessed AS (
    SELECT *, n + CASE WHEN review IS NULL THEN place - out ELSE out END - 1 AS seen,
        (accepted + 1) / (n + 2) AS p
    FROM met
)
SELECT * EXCLUDE (original, place, weight, unread, n, accepted, out, seen, p),
    round(weight + CASE WHEN review = 'disputed' THEN 1 ELSE 0 END
        + 4 * 1.959964 * sqrt(p * (1 - p) * seen + 0.960365) / (seen + 3.841459), 3) AS priority
FROM guessed;
