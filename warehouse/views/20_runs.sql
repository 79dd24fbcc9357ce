-- What ran, when, with which extractor, and what came of it.
-- @status: how the run ended
-- @documents: pages that were read
-- @claims: claims that were found
-- @hype_flags: hype flags that were found
-- @discovered: addresses that sources offered
-- @fetched: responses with a body
-- @unchanged: pages that were as last seen
-- @failed: requests that came to nothing
-- @seconds: how long it took, null while it runs or after it was killed
-- @run_id: one run
-- @extractor_version: version of the extractor that the run read with
CREATE VIEW runs AS
SELECT run_id, started_at, finished_at, status, extractor_version, discovered, fetched, unchanged,
    failed, documents, claims, hype_flags,
    epoch(finished_at - started_at) AS seconds
FROM raw.runs;
