-- How each source fared in each run.
-- @status: how the source's part of the run ended
-- @reason: why it failed, where it did
-- @documents: pages that were read
-- @discovered: addresses that the source offered
-- @fetched: responses with a body
-- @unchanged: pages that were as last seen
-- @failed: requests that came to nothing
-- @run_id: the run
CREATE VIEW source_runs AS
SELECT s.run_id, s.source, r.started_at, s.status, s.discovered, s.fetched, s.unchanged, s.failed,
    s.documents, s.reason
FROM raw.source_runs s LEFT JOIN raw.runs r ON r.run_id = s.run_id;
