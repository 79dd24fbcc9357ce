-- Every study that current pages report or name, joined over pages by registry id, DOI, PMID or name.
-- @design: the design that most pages give, those apart that leave it open (unspecified_trial, unspecified_study)
-- @sample_size: the largest that a page gives
-- @included: for a review, the weakest design that a page says it includes
-- @documents: pages that tell of it, a copied story once per source
CREATE VIEW studies AS
SELECT s.study_id, max(s.name) AS name, max(s.doi) AS doi, max(s.pmid) AS pmid,
    max(s.registry_id) AS registry_id,
    coalesce(mode(s.design) FILTER (NOT starts_with(s.design, 'unspecified')), mode(s.design))
        AS design,
    max(s.sample_size) AS sample_size, bool_and(s.primary_significant) AS primary_significant,
    count(DISTINCT s.document_id) FILTER (d.is_counted) AS documents,
    mode(s.species) AS species, max(s.phase) AS phase, max(s.arms) AS arms,
    max(s.duration) AS duration, max(s.comparator) AS comparator,
    bool_or(s.harms_reported) AS harms_reported, bool_or(s.pilot) AS pilot,
    mode(s.included) AS included
FROM raw.studies s JOIN raw.current d
    ON d.document_id = s.document_id AND d.extractor_version = s.extractor_version
GROUP BY s.study_id;
