-- Everything that went wrong with one page, and why; the run went on without it.
-- @reason: short code of what went wrong
-- @run_id: the run in which it went wrong
CREATE VIEW issues AS
SELECT run_id, source, url, stage, reason, detail, noticed_at FROM raw.issues;
