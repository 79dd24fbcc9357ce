-- What a judgement says beyond its verdict: why, where the words should begin and end, and which
-- earlier event of the same reader it takes back.
ALTER TABLE raw.reviews ADD COLUMN reason VARCHAR;
ALTER TABLE raw.reviews ADD COLUMN start_char INTEGER;
ALTER TABLE raw.reviews ADD COLUMN end_char INTEGER;
ALTER TABLE raw.reviews ADD COLUMN undoes VARCHAR;
