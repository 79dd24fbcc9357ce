-- how_sources_say('IL-6'): how each source characterises everything said of a drug, cytokine or
-- outcome, as subject or as object; how_sources_say('tocilizumab', 'depression'): what is said of the
-- two together. Of treatments given together each is meant too. A name, a synonym or a concept id, with or without capitals, blanks and hyphens.
CREATE MACRO how_sources_say(topic, other := NULL) AS TABLE
WITH named AS (
    SELECT concept_id, regexp_replace(lower(word), '[^\p{L}\p{N}]+', '', 'g') AS word FROM (
        SELECT concept_id, unnest([name, concept_id] || coalesce(synonyms, [])) AS word
        FROM concepts
    )
), together AS (
    SELECT c.concept_id, part.concept_id AS part_id
    FROM (SELECT concept_id, unnest(string_split(name, ' + ')) AS part
        FROM concepts WHERE contains(name, ' + ')) c
    JOIN concepts part ON part.name = c.part
), asked AS (
    SELECT concept_id FROM named
    WHERE word = regexp_replace(lower(topic), '[^\p{L}\p{N}]+', '', 'g')
), asked_other AS (
    SELECT concept_id FROM named
    WHERE word = regexp_replace(lower(other), '[^\p{L}\p{N}]+', '', 'g')
), meant AS (
    FROM asked UNION ALL SELECT concept_id FROM together WHERE part_id IN (FROM asked)
), others AS (
    FROM asked_other UNION ALL SELECT concept_id FROM together WHERE part_id IN (FROM asked_other)
)
SELECT * FROM characterization
WHERE (subject_id IN (FROM meant) AND (other IS NULL OR object_id IN (FROM others)))
    OR (object_id IN (FROM meant) AND (other IS NULL OR subject_id IN (FROM others)));
