-- claims_about('tocilizumab', 'depression'): every current claim on a subject, and on an object if
-- given; names, synonyms or concept ids, with or without capitals, blanks and hyphens. A claim on
-- treatments given together ("nivolumab + ipilimumab") is one on each of them.
CREATE MACRO claims_about(wanted_subject, wanted_object := NULL) AS TABLE
WITH spelt AS (
    SELECT concept_id, name, list_transform([name, concept_id] || coalesce(synonyms, []),
        lambda word: regexp_replace(lower(word), '[^\p{L}\p{N}]+', '', 'g')) AS spellings
    FROM concepts
), of_subject AS (
    SELECT concept_id, name FROM spelt WHERE list_contains(
        spellings, regexp_replace(lower(wanted_subject), '[^\p{L}\p{N}]+', '', 'g'))
), of_object AS (
    SELECT concept_id, name FROM spelt WHERE wanted_object IS NULL OR list_contains(
        spellings, regexp_replace(lower(wanted_object), '[^\p{L}\p{N}]+', '', 'g'))
), together AS (
    SELECT concept_id, string_split(name, ' + ') AS parts FROM concepts WHERE contains(name, ' + ')
)
SELECT c.* FROM claims c
WHERE c.subject_id IN (
    SELECT concept_id FROM of_subject
    UNION ALL
    SELECT concept_id FROM together
    WHERE list_has_any(parts, (SELECT list(name) FROM of_subject))
) AND c.object_id IN (
    SELECT concept_id FROM of_object
    UNION ALL
    SELECT concept_id FROM together
    WHERE list_has_any(parts, (SELECT list(name) FROM of_object))
);
