-- Whose a number is and what it measures, in the words of its sentence.
ALTER TABLE raw.quantities ADD COLUMN arm VARCHAR;
ALTER TABLE raw.quantities ADD COLUMN outcome VARCHAR;
