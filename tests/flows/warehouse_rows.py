"""The whole published warehouse as rows that two ways of doing the same work must share."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from warehouse.ask import open_published

_OF_ONE_RUN = {
    # when it happened, how long it took, and where it came to lie
    *("run_id", "load_id", "snapshot", "part", "archive_file", "archive_offset", "milliseconds"),
    *("fetched_at", "first_seen", "last_seen", "noticed_at", "applied_at"),
}
_OF_ONE_RUN_IN = {
    # Which source asks for robots.txt first is chance; an answer found in the archive says so.
    "fetches": {"reason", "source"},
    "extractors": {"ordinal"},
}
_TOLD_AGAIN = ("fetches", "issues")
"""A request that a kill cut off is made again, and each run tells of a failure that stands."""
_AS_SHARED = {
    # of a page that failed and is not due again: from when it is
    "detail": r"regexp_replace(detail, ' \(asked from \S+\)$', '')",
}
_ABOUT_RUNS = ("runs", "source_runs", "parts", "snapshots", "installed")

Rows = dict[str, list[str]]


def warehouse_rows(home: Path) -> Rows:
    """Every row of every table but those on runs, without when, where and in which run it came."""
    with open_published(home) as store:
        tables = store.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw' ORDER BY 1"
        ).fetchall()
        return {name: _rows(store, name) for (name,) in tables if name not in _ABOUT_RUNS}


def _rows(store: Any, table: str) -> list[str]:
    columns = [row[0] for row in store.execute(f"DESCRIBE raw.{table}").fetchall()]
    apart = _OF_ONE_RUN | _OF_ONE_RUN_IN.get(table, set())
    shared = ", ".join(_AS_SHARED.get(name, f'"{name}"') for name in columns if name not in apart)
    every = "DISTINCT" if table in _TOLD_AGAIN else ""
    return sorted(map(repr, store.execute(f"SELECT {every} {shared} FROM raw.{table}").fetchall()))


def differences(first: Rows, second: Rows) -> list[str]:
    """Each row that only one of the two has, or has more often, and in which table."""
    told: list[str] = []
    for table in sorted({*first, *second}):
        mine, others = Counter(first.get(table, ())), Counter(second.get(table, ()))
        told += [f"- {table}: {row}" for row in (mine - others).elements()]
        told += [f"+ {table}: {row}" for row in (others - mine).elements()]
    return told
