-- Wording that sells, on current pages, with the words around it that decide whether it counts.
CREATE VIEW hype_flags AS
SELECT * EXCLUDE (version, is_current) FROM hype_flags_history WHERE is_current;
