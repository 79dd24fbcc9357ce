-- Every source: what it is, how much of it is here, and how its last run went.
-- @kind: news, blog, press_release, journal, preprint, registry, reference or unknown
-- @documents: current pages
CREATE VIEW sources AS
WITH named AS (
    SELECT name AS source, kind, adapter, homepage FROM raw.sources
    UNION ALL
    SELECT DISTINCT source, 'unknown', NULL, NULL FROM raw.documents
    WHERE source NOT IN (SELECT name FROM raw.sources)
), runs AS (
    SELECT source, max(started_at) FILTER (
            status NOT IN ('failed', 'running', 'crashed', 'skipped')
        ) AS last_success,
        arg_max(status, started_at) AS last_status
    FROM source_runs GROUP BY source
), pages AS (
    SELECT source, count(*) AS documents FROM raw.current GROUP BY source
)
SELECT n.source, n.kind, n.adapter, n.homepage, coalesce(p.documents, 0) AS documents,
    r.last_success, r.last_status
FROM named n LEFT JOIN pages p USING (source) LEFT JOIN runs r USING (source);
