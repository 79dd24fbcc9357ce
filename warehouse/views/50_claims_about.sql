-- claims_about('tocilizumab', 'depression'): every current claim on a subject, and on an object if
-- given; names, synonyms or concept ids, upper or lower case.
CREATE MACRO claims_about(wanted_subject, wanted_object := NULL) AS TABLE
SELECT c.* FROM claims c
WHERE c.subject_id IN (
    SELECT concept_id FROM concepts WHERE list_contains(list_transform(
        [name, concept_id] || coalesce(synonyms, []), lambda word: lower(word)
    ), lower(wanted_subject))
) AND c.object_id IN (
    SELECT concept_id FROM concepts WHERE wanted_object IS NULL OR list_contains(list_transform(
        [name, concept_id] || coalesce(synonyms, []), lambda word: lower(word)
    ), lower(wanted_object))
);
