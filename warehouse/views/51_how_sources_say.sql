-- how_sources_say('IL-6'): how each source characterises everything said of a drug, cytokine or
-- outcome, as subject or as object; a name, a synonym or a concept id, with or without capitals,
-- blanks and hyphens.
CREATE MACRO how_sources_say(topic) AS TABLE
WITH meant AS (
    SELECT concept_id FROM (
        SELECT concept_id, unnest([name, concept_id] || coalesce(synonyms, [])) AS word
        FROM concepts
    ) WHERE regexp_replace(lower(word), '[^\p{L}\p{N}]+', '', 'g')
        = regexp_replace(lower(topic), '[^\p{L}\p{N}]+', '', 'g')
)
SELECT * FROM characterization
WHERE subject_id IN (FROM meant) OR object_id IN (FROM meant);
