-- One study as each page tells it: how sure, how causal, which numbers, which selling words, which
-- limits, and what it leaves out.
-- @certainty: the surest that the page puts any claim resting on the study; null when it makes none
-- @causal_strength: the strongest of those claims
-- @caveats: kinds of honest limits that the page states
-- @hype_flags: the selling words that count as hype on the page
-- @@kept, sorted by study_id, source, url
CREATE VIEW tellings AS
WITH told AS (
    SELECT DISTINCT s.study_id, d.source, d.source_kind, d.url, d.title, s.document_id,
        s.extractor_version, d.caveats
    FROM raw.studies s JOIN raw.current d
        ON d.document_id = s.document_id AND d.extractor_version = s.extractor_version
    WHERE d.is_counted
), made AS (
    SELECT c.study_id, c.document_id, c.extractor_version, max(c.causal_strength) AS strongest,
        arg_max(c.certainty, list_position(
            ['doubtful', 'conditional', 'possible', 'probable', 'fact'], c.certainty
        )) AS surest
    FROM raw.claims c
    WHERE c.study_id IS NOT NULL AND c.certainty NOT IN ('uncommitted', 'counterfact')
    GROUP BY ALL
), numbers AS (
    SELECT c.study_id, c.document_id, c.extractor_version,
        list_sort(list_distinct(list(q.surface))) AS given
    FROM raw.claims c JOIN raw.quantities q
        ON q.claim_id = c.claim_id AND q.extractor_version = c.extractor_version
    WHERE c.study_id IS NOT NULL GROUP BY ALL
), hype AS (
    SELECT document_id, extractor_version, list(surface ORDER BY start_char, end_char, surface) AS words
    FROM raw.flags WHERE kind = 'hype' AND is_flag GROUP BY ALL
), omitted AS (
    SELECT document_id, extractor_version, list(DISTINCT signal) AS signals
    FROM raw.signals WHERE kind = 'omission' GROUP BY ALL
)
SELECT t.study_id, t.source, t.url, m.surest AS certainty, m.strongest AS causal_strength,
    coalesce(n.given, []) AS quantities_given, list_sort(coalesce(t.caveats, [])) AS caveats,
    coalesce(h.words, []) AS hype_flags, list_sort(coalesce(o.signals, [])) AS omitted,
    t.source_kind, t.title, t.document_id
FROM told t
LEFT JOIN made m ON m.study_id = t.study_id AND m.document_id = t.document_id
    AND m.extractor_version = t.extractor_version
LEFT JOIN numbers n ON n.study_id = t.study_id AND n.document_id = t.document_id
    AND n.extractor_version = t.extractor_version
LEFT JOIN hype h ON h.document_id = t.document_id AND h.extractor_version = t.extractor_version
LEFT JOIN omitted o ON o.document_id = t.document_id
    AND o.extractor_version = t.extractor_version;
