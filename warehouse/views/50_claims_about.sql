-- claims_about('tocilizumab', 'depression'): every current claim on a subject, and on an object if
-- given; names, synonyms or concept ids, with or without capitals, blanks and hyphens.
CREATE MACRO claims_about(wanted_subject, wanted_object := NULL) AS TABLE
SELECT c.* FROM claims c
WHERE c.subject_id IN (
    SELECT concept_id FROM concepts WHERE list_contains(
        list_transform([name, concept_id] || coalesce(synonyms, []),
            lambda word: regexp_replace(lower(word), '[^\p{L}\p{N}]+', '', 'g')),
        regexp_replace(lower(wanted_subject), '[^\p{L}\p{N}]+', '', 'g'))
) AND c.object_id IN (
    SELECT concept_id FROM concepts WHERE wanted_object IS NULL OR list_contains(
        list_transform([name, concept_id] || coalesce(synonyms, []),
            lambda word: regexp_replace(lower(word), '[^\p{L}\p{N}]+', '', 'g')),
        regexp_replace(lower(wanted_object), '[^\p{L}\p{N}]+', '', 'g'))
);
