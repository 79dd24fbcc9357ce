-- What tells near-copies: MinHash of the runs of three words, and the numbers of the text.
ALTER TABLE raw.documents ADD COLUMN minhash UINTEGER[];
ALTER TABLE raw.documents ADD COLUMN numbers VARCHAR[];

-- Pairs of texts that tell the same story in nearly the same words; each pair once, a < b.
CREATE TABLE raw.twins (
    a VARCHAR,
    b VARCHAR
);
