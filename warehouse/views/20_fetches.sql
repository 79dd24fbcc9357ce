-- Every request and its outcome, with the place of the response in the archive.
-- @url: the address that was asked
-- @status: HTTP status, null where no response came
-- @reason: why it came to nothing, where it did
-- @run_id: the run that asked
CREATE VIEW fetches AS
SELECT run_id, source, url, final_url, fetched_at, status, outcome, reason, bytes, milliseconds,
    archive_file, archive_offset
FROM raw.fetches;
