"""What the archive holds of the pages that were crawled, for reading it again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import fields
from pathlib import Path

from flows.fetching.frontier import Capture

__all__ = ["archived_captures"]


def archived_captures(
    home: Path, *, source: str | None = None, since: str | None = None
) -> tuple[Capture, ...]:
    """Every archived page, the oldest first, of one source or all; empty where none was crawled.

    `since` is a UTC ISO 8601 time: only what was fetched then or later. Forgotten and pruned pages
    are not among them, since the frontier drops both.
    """
    path = home / "frontier.sqlite"
    if not path.is_file():
        return ()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as frontier:
        rows = frontier.execute(_ARCHIVED, {"source": source, "since": since}).fetchall()
    return tuple(Capture(*row) for row in rows)


# A record that came inside a longer answer of an API has no request of its own: it is as old as
# the newest request of its run.
_ARCHIVED = f"""
SELECT {", ".join(f"c.{field.name}" for field in fields(Capture))} FROM captures c
WHERE (:source IS NULL OR c.source = :source)
  AND c.url NOT IN (SELECT url FROM forgotten)
  AND (:since IS NULL OR coalesce(
        (SELECT max(f.fetched_at) FROM fetches f
            WHERE f.archive_file = c.archive_file AND f.archive_offset = c.archive_offset),
        (SELECT max(f.fetched_at) FROM fetches f WHERE f.run_id = c.run_id)) >= :since)
ORDER BY c.rowid
"""
