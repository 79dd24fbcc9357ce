"""Which version of a page is the current one, which telling of a story counts, what is new."""

from __future__ import annotations

import duckdb

from warehouse.stories import refresh_stories

__all__ = ["refresh_history"]


def refresh_history(store: duckdb.DuckDBPyConnection) -> None:
    """None; brings the derived columns of the pages of this load up to date.

    Reads the temp tables `accepted` and `staged_captures` of the load. Only pages, stories and
    claims that the load touches are looked at, so a nightly load stays small.
    """
    for statement in (_SEEN, _REREAD, _UNCHANGED, _VERSIONS, _CURRENT):
        store.execute(statement)
    refresh_stories(store)
    for table, key in (("claims", "claim_key"), ("flags", "flag_key")):
        store.execute(_NEW.format(table=table, key=key))


_SEEN = """
UPDATE raw.documents d
SET first_seen = least(d.first_seen, s.earliest), last_seen = greatest(d.last_seen, s.latest)
FROM (
    SELECT document_id, min(fetched_at) AS earliest, max(fetched_at) AS latest
    FROM staged_captures GROUP BY document_id
) s
WHERE s.document_id = d.document_id
  AND (s.earliest < d.first_seen OR s.latest > d.last_seen)
"""

# The same bytes read by another extractor stood as long as they did for the first.
_REREAD = """
UPDATE raw.documents d
SET first_seen = least(d.first_seen, s.earliest), last_seen = greatest(d.last_seen, s.latest)
FROM (
    SELECT url, archive_file, archive_offset, min(first_seen) AS earliest,
        max(last_seen) AS latest
    FROM raw.documents WHERE url IN (SELECT url FROM accepted) AND archive_file IS NOT NULL
    GROUP BY ALL HAVING count(DISTINCT extractor_version) > 1
) s
WHERE s.url = d.url AND s.archive_file = d.archive_file AND s.archive_offset = d.archive_offset
  AND (s.earliest < d.first_seen OR s.latest > d.last_seen)
"""

# A 304 or an equal payload says that the newest version seen before it still stood.
_UNCHANGED = """
UPDATE raw.documents d SET last_seen = s.latest
FROM (
    SELECT f.url, max(f.fetched_at) AS latest FROM raw.fetches f
    WHERE f.outcome = 'unchanged' OR f.status = 304 GROUP BY f.url
) s
WHERE s.url = d.url AND s.latest > d.last_seen AND NOT EXISTS (
    SELECT 1 FROM raw.documents later WHERE later.url = d.url AND later.last_seen > d.last_seen
)
"""

_TOUCHED = "(SELECT url FROM staged_captures UNION SELECT url FROM accepted)"

_VERSIONS = f"""
UPDATE raw.documents d SET version = v.version
FROM (
    SELECT url, document_id, dense_rank() OVER (PARTITION BY url ORDER BY seen, document_id)
        AS version
    FROM (
        SELECT url, document_id, min(first_seen) AS seen FROM raw.documents
        WHERE url IN {_TOUCHED} GROUP BY ALL
    )
) v
WHERE v.document_id = d.document_id AND v.version <> d.version
"""

_CURRENT = f"""
UPDATE raw.documents d SET is_current = c.is_current
FROM (
    SELECT document_id, extractor_version, row_number() OVER (
        PARTITION BY url ORDER BY last_seen DESC, e.ordinal DESC, document_id
    ) = 1 AS is_current
    FROM raw.documents JOIN raw.extractors e USING (extractor_version)
    WHERE url IN {_TOUCHED}
) c
WHERE c.document_id = d.document_id AND c.extractor_version = d.extractor_version
  AND c.is_current <> d.is_current
"""

# The same words on the same page are news once, however often the page changes around them.
_NEW = """
UPDATE raw.{table} t SET first_seen = f.first_seen, is_new = f.is_new
FROM (
    SELECT DISTINCT c.document_id, c.extractor_version, c.{key},
        min(d.first_seen) OVER same AS first_seen,
        rank() OVER (PARTITION BY c.{key} ORDER BY d.first_seen, e.ordinal, c.document_id) = 1
            AS is_new
    FROM raw.{table} c
    JOIN raw.documents d USING (document_id, extractor_version)
    JOIN raw.extractors e USING (extractor_version)
    WHERE d.url IN (
        SELECT url FROM raw.documents WHERE url IN (SELECT url FROM accepted)
        GROUP BY url HAVING count(*) > 1
    )
    WINDOW same AS (PARTITION BY c.{key})
) f
WHERE t.document_id = f.document_id AND t.extractor_version = f.extractor_version
  AND t.{key} = f.{key}
  AND (t.first_seen <> f.first_seen OR t.is_new <> f.is_new)
"""
