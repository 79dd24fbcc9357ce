-- how_sources_say('IL-6'): how each source characterises everything said of a drug, cytokine or
-- outcome, as subject or as object; a name, a synonym or a concept id.
CREATE MACRO how_sources_say(topic) AS TABLE
WITH meant AS (
    SELECT concept_id, lower(unnest([name, concept_id] || coalesce(synonyms, []))) AS word
    FROM concepts
)
SELECT * FROM characterization
WHERE subject_id IN (SELECT concept_id FROM meant WHERE word = lower(topic))
   OR object_id IN (SELECT concept_id FROM meant WHERE word = lower(topic));
