-- How surely a relation is put as time goes by: month by month and by kind of source. Sum claims and
-- facts before dividing where months or kinds are taken together.
-- @month: first day of the month in which the pages were published, or seen where no date is given
-- @documents: pages, a copied story once per source
-- @claims: asserted claims (neither uncommitted nor counterfact)
-- @facts: those put as fact
-- @hedged_share: those that are not put as fact, divided by claims
-- @strongest_causal: the strongest causal_strength of the claims
CREATE VIEW certainty_trends AS
SELECT c.subject, c.object, d.source_kind,
    date_trunc('month', coalesce(d.published_at, d.first_seen))::DATE AS month,
    count(DISTINCT c.document_id) AS documents, count(*) AS claims,
    count(*) FILTER (c.certainty = 'fact') AS facts,
    round(count(*) FILTER (c.certainty <> 'fact') / count(*), 3) AS hedged_share,
    max(c.causal_strength) AS strongest_causal, c.subject_id, c.object_id
FROM raw.claims c JOIN raw.current d
    ON d.document_id = c.document_id AND d.extractor_version = c.extractor_version
WHERE d.is_counted AND c.certainty NOT IN ('uncommitted', 'counterfact')
GROUP BY ALL;
