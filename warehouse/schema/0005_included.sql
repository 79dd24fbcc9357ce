-- What a review reviews, where its text says so.
ALTER TABLE raw.studies ADD COLUMN included VARCHAR;
