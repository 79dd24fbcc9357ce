-- How each source characterises what a drug or cytokine does to an outcome: how many claims, which
-- way, how sure, how causal, on which designs, how much hype, which caveats and overclaims.
-- @documents: pages of the source that make such claims, a copied story once
-- @claims: asserted claims (neither uncommitted nor counterfact)
-- @hedged_share: claims that are not put as fact, divided by claims
-- @caveats: kinds of honest limits that those pages state
-- @overclaims: ways in which those claims outrun their evidence
-- @hype_per_1000_words: hype flags per 1000 words of those pages
-- @relations: relations that the claims state
-- @@kept, sorted by subject, object, source
CREATE VIEW characterization AS
WITH told AS (
    SELECT c.subject, c.object, c.subject_id, c.object_id, d.source, d.source_kind, c.document_id,
        count(*) AS claims,
        count(*) FILTER (c.valence = 'beneficial') AS beneficial,
        count(*) FILTER (c.valence = 'harmful') AS harmful,
        count(*) FILTER (c.valence = 'neutral') AS neutral,
        count(*) FILTER (c.valence = 'unknown') AS unknown,
        count(*) FILTER (c.certainty <> 'fact') AS hedged,
        count(*) FILTER (c.direction = 'increase') AS increases,
        count(*) FILTER (c.direction = 'decrease') AS decreases,
        count(*) FILTER (c.direction = 'no_difference') AS no_differences,
        max(c.causal_strength) AS strongest_causal,
        list(c.design) FILTER (c.design IS NOT NULL) AS designs,
        list(c.relation) AS relations,
        flatten(list(c.overclaim)) AS overclaims,
        any_value(d.words) AS words, any_value(d.hype_flags) AS hype,
        any_value(d.caveats) AS caveats
    FROM raw.claims c JOIN raw.current d
        ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
    WHERE d.is_counted AND c.certainty NOT IN ('uncommitted', 'counterfact')
    GROUP BY ALL
)
SELECT subject, object, source, source_kind, count(*) AS documents,
    sum(claims)::BIGINT AS claims, sum(beneficial)::BIGINT AS beneficial,
    sum(harmful)::BIGINT AS harmful, sum(neutral)::BIGINT AS neutral,
    sum(unknown)::BIGINT AS unknown, round(sum(hedged) / sum(claims), 3) AS hedged_share,
    max(strongest_causal) AS strongest_causal,
    list_sort(list_distinct(flatten(list(coalesce(designs, []))))) AS designs,
    CASE WHEN sum(words) > 0 THEN round(1000.0 * sum(hype) / sum(words), 2) END
        AS hype_per_1000_words,
    list_sort(list_distinct(flatten(list(coalesce(caveats, []))))) AS caveats,
    list_sort(list_distinct(flatten(list(coalesce(overclaims, []))))) AS overclaims,
    sum(increases)::BIGINT AS increases, sum(decreases)::BIGINT AS decreases,
    sum(no_differences)::BIGINT AS no_differences,
    list_sort(list_distinct(flatten(list(relations)))) AS relations, subject_id, object_id
FROM told GROUP BY subject, object, subject_id, object_id, source, source_kind;
