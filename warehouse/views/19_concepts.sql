-- Every drug, cytokine, condition ... of the lexicon, and those that only texts name.
-- @name: preferred name
-- @type: what kind of thing it is
CREATE VIEW concepts AS
SELECT concept_id, name, type, synonyms, xrefs, classes, targets, lower_is_better, in_lexicon
FROM raw.concepts;
