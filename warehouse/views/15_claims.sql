-- Who says that what does what to what, how surely and on what evidence: one row per claim on a
-- current page. Negation, certainty and source belong to the claim, so that opposite claims stand side by side.
CREATE VIEW claims AS
SELECT * EXCLUDE (version, is_current) FROM claims_history WHERE is_current;
