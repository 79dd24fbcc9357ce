-- claims_about('tocilizumab', 'depression'): every current claim on a subject, and on an object if
-- given; names, synonyms or concept ids, upper or lower case.
CREATE MACRO claims_about(wanted_subject, wanted_object := NULL) AS TABLE
WITH meant AS (
    SELECT concept_id, lower(unnest([name, concept_id] || coalesce(synonyms, []))) AS word
    FROM concepts
)
SELECT c.* FROM claims c
WHERE (c.subject_id IN (SELECT concept_id FROM meant WHERE word = lower(wanted_subject)))
  AND (wanted_object IS NULL
    OR c.object_id IN (SELECT concept_id FROM meant WHERE word = lower(wanted_object)));
