"""Answers that are kept as tables, so that a question need not count every claim again.

A view whose head has the line `-- @@kept, sorted by COLUMNS` is counted once at publish: its query
is the view `raw.counted_NAME`, its rows lie in the table `raw.kept_NAME`, sorted, and the view
itself shows them. Kept rows are made anew when anything was loaded, forgotten or defined
anew.
"""

from __future__ import annotations

import duckdb

from warehouse.views import kept_views

__all__ = ["drop_kept", "kept_tables", "refresh_kept"]


def kept_tables(store: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Names of the tables in schema `raw` that can be made anew from the others.

    Those of an earlier version, which kept other answers, are among them.
    """
    rows = store.execute(
        "SELECT table_name FROM duckdb_tables() "
        "WHERE schema_name = 'raw' AND starts_with(table_name, 'kept_')"
    ).fetchall()
    return frozenset(name for (name,) in rows)


def refresh_kept(store: duckdb.DuckDBPyConnection) -> bool:
    """True when the kept answers were made anew: the rows that they count had changed."""
    row = store.execute(_STATE).fetchone()
    assert row
    if store.execute("FROM raw.installed WHERE what = 'kept' AND sha256 = ?", row).fetchone():
        return False
    now_kept = {view.kept.removeprefix("raw.") for view in kept_views()}
    for table in sorted(kept_tables(store) - now_kept):
        store.execute(f'DROP TABLE raw."{table}"')
    for view in kept_views():
        store.execute(
            f"CREATE OR REPLACE TABLE {view.kept} AS FROM {view.counted} ORDER BY {view.sorted_by}"
        )
    store.execute("DELETE FROM raw.installed WHERE what = 'kept'")
    store.execute("INSERT INTO raw.installed VALUES ('kept', ?)", row)
    return True


def drop_kept(store: duckdb.DuckDBPyConnection) -> None:
    """None; no kept row is left, as before a store is written anew without a forgotten page."""
    for table in sorted(kept_tables(store)):
        store.execute(f'DROP TABLE raw."{table}"')


_STATE = """
SELECT sha256(concat_ws(' ',
    (SELECT max(sha256) FROM raw.installed WHERE what = 'views'),
    (SELECT max(load_id) || '/' || count(*) FROM raw.parts),
    (SELECT max(forgotten_at) || '/' || count(*) FROM raw.forgotten),
    (SELECT count(*) FROM raw.documents), (SELECT count(*) FROM raw.claims)
))
"""
