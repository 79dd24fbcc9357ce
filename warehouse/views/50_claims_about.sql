-- claims_about('tocilizumab', 'depression'): every current claim on a subject, and on an object if
-- given; names, synonyms or concept ids, with or without capitals, blanks and hyphens.
CREATE MACRO claims_about(wanted_subject, wanted_object := NULL) AS TABLE
WITH meant AS (
    SELECT concept_id, regexp_replace(lower(unnest([name, concept_id] || coalesce(synonyms, []))),
        '[^\p{L}\p{N}]+', '', 'g') AS word
    FROM concepts
)
SELECT c.* FROM claims c
WHERE c.subject_id IN (
    SELECT concept_id FROM meant
    WHERE word = regexp_replace(lower(wanted_subject), '[^\p{L}\p{N}]+', '', 'g')
) AND (wanted_object IS NULL OR c.object_id IN (
    SELECT concept_id FROM meant
    WHERE word = regexp_replace(lower(wanted_object), '[^\p{L}\p{N}]+', '', 'g')
));
