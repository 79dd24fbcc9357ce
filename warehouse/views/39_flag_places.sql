-- Every hype flag on a current page with its place among the flags of its rule, the most severe
-- first, as if nobody had judged anything: what raw.flag_order needs, verdicts apart, which come
-- in later than the flags do. Copies of a story have places of their own, behind no original.
-- @@kept, sorted by unread DESC, flag_id
-- @original: false on a page that tells what another one tells
-- @place: from 1, among the flags of the same version of the rule that are as original
-- @weight: severity, half of up to two gaps of a claim in the sentence, and a hard context
-- @unread: its priority as long as nobody has judged a flag of the rule
CREATE VIEW raw.flag_places AS
WITH outrun AS (
    SELECT sentence_id, extractor_version, max(len(overclaim)) AS gaps
    FROM raw.claims WHERE len(overclaim) > 0 GROUP BY ALL
), placed AS (
    -- Only what orders them is sorted; a row's number then leads to its words.
    SELECT f.rowid AS flag, coalesce(o.gaps, 0) AS gaps, row_number() OVER (
            PARTITION BY f.rule_id, f.rule_version, d.duplicate_of IS NULL
            ORDER BY f.severity DESC, coalesce(o.gaps, 0) DESC, f.flag_id
        ) AS place
    FROM raw.flags f
    JOIN raw.current d
        ON d.document_id = f.document_id AND d.extractor_version = f.extractor_version
    LEFT JOIN outrun o
        ON o.sentence_id = f.sentence_id AND o.extractor_version = f.extractor_version
    WHERE f.kind = 'hype'
), weighed AS (
    SELECT f.flag_id, f.document_id, f.extractor_version, f.sentence_id, f.region, f.sentence,
        f.surface, f.start_char, f.end_char, f.category, f.severity, f.context, f.is_flag,
        f.holder, f.rule_id, f.rule_version, f.rationale, d.source, d.source_kind, d.url, d.title,
        d.published_at, d.first_seen, d.text_sha256, d.duplicate_of, p.gaps,
        d.duplicate_of IS NULL AS original, p.place,
        f.severity + 0.5 * least(p.gaps, 2)
            + CASE WHEN f.context IN ('asserted', 'quoted') THEN 0 ELSE 0.5 END AS weight
    FROM raw.flags f JOIN placed p ON p.flag = f.rowid
    JOIN raw.current d
        ON d.document_id = f.document_id AND d.extractor_version = f.extractor_version
)
SELECT *, round(weight
    + 4 * 1.959964 * sqrt((place - 1) / 4 + 0.960365) / (place - 1 + 3.841459), 3) AS unread
FROM weighed;
