"""The analysts' views and macros, made from the SQL files of `warehouse/views`.

A file is one question. Its head says what it answers, in SQL comments that become COMMENTs:

    -- What the whole view shows, in as many lines as it takes.
    -- @column: what this column holds
    CREATE VIEW ...

    -- @@kept, sorted by columns (see `warehouse.kept`; most views have no such line)

A column that means the same everywhere is explained once, in `columns.toml`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import duckdb

from warehouse.migrations import migrations

__all__ = ["ViewFile", "install_views", "kept_views", "view_files"]

_CREATE = re.compile(r"^CREATE (VIEW|MACRO) ([\w.]+)", re.MULTILINE)
_KEPT = re.compile(r"@@kept, sorted by (.*)")
_COLUMN = re.compile(r"@(\w+): (.*)")


@dataclass(frozen=True, slots=True)
class ViewFile:
    """One SQL file: what it makes, and what its head says about it."""

    name: str
    """With its schema where that is not `main`."""
    kind: str
    """VIEW or MACRO."""
    comment: str
    columns: Mapping[str, str]
    sql: str
    sorted_by: str
    """Columns by which `warehouse.kept` sorts its rows; empty for a view asked each time."""

    @property
    def kept(self) -> str:
        """The table of a view that is kept."""
        return f"raw.kept_{self.name.rpartition('.')[2]}"

    @property
    def counted(self) -> str:
        """The view whose rows that table keeps."""
        return f"raw.counted_{self.name.rpartition('.')[2]}"

    @property
    def statements(self) -> tuple[str, ...]:
        """What makes it; of a view that is kept, also its query and its table, empty as yet."""
        if not self.sorted_by:
            return (self.sql,)
        return (
            self.sql.replace(f"CREATE VIEW {self.name} AS", f"CREATE VIEW {self.counted} AS"),
            f"COMMENT ON VIEW {self.counted} IS 'what {self.name} keeps the answer of'",
            f"CREATE OR REPLACE TABLE {self.kept} AS FROM {self.counted} LIMIT 0",
            f"CREATE VIEW {self.name} AS FROM {self.kept}",
        )


def kept_views() -> tuple[ViewFile, ...]:
    """The views that are counted once at each publish."""
    return tuple(view for view in view_files() if view.sorted_by)


def view_files() -> tuple[ViewFile, ...]:
    """Every view and macro, in the order in which they build on each other."""
    folder = files("warehouse").joinpath("views")
    named = sorted((p.name, p.read_text("utf-8")) for p in folder.iterdir() if ".sql" in p.name)
    return tuple(_parsed(text) for _, text in named)


def install_views(store: duckdb.DuckDBPyConnection) -> bool:
    """True when the views and macros were made anew: these files, or the tables, had changed.

    Each gets a COMMENT, and so does every column.
    """
    words = files("warehouse").joinpath("views", "columns.toml").read_text("utf-8")
    found = view_files()
    digest = _digest(words, found)
    if store.execute("FROM raw.installed WHERE sha256 = ?", [digest]).fetchone():
        return False
    _drop_all(store)
    _create(store, found, tomllib.loads(words))
    store.execute("DELETE FROM raw.installed")
    store.execute("INSERT INTO raw.installed VALUES ('views', ?)", [digest])
    return True


def _digest(words: str, views: tuple[ViewFile, ...]) -> str:
    texts = [words, *(view.sql for view in views), *(m.sha256 for m in migrations())]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _create(
    store: duckdb.DuckDBPyConnection, views: tuple[ViewFile, ...], shared: Mapping[str, str]
) -> None:
    for view in views:
        for statement in view.statements:
            store.execute(statement)
        kind = "VIEW" if view.kind == "VIEW" else "MACRO TABLE"
        store.execute(f"COMMENT ON {kind} {view.name} IS {_quoted(view.comment)}")
        if view.kind == "VIEW":
            _comment_columns(store, view, shared)


def _parsed(text: str) -> ViewFile:
    made = _CREATE.search(text)
    assert made, f"no CREATE VIEW or CREATE MACRO in {text[:60]!r}"
    head = [line.removeprefix("--").strip() for line in text[: made.start()].splitlines()]
    columns = {m[1]: m[2] for line in head if (m := _COLUMN.fullmatch(line))}
    comment = " ".join(line for line in head if line and not line.startswith("@"))
    kept = next((m[1] for line in head if (m := _KEPT.fullmatch(line))), "")
    return ViewFile(made[2], made[1], comment, columns, text, kept)


def _drop_all(store: duckdb.DuckDBPyConnection) -> None:
    views = store.execute(
        "SELECT schema_name, view_name FROM duckdb_views() "
        "WHERE NOT internal AND database_name = current_database()"
    ).fetchall()
    for schema, view in views:
        store.execute(f'DROP VIEW IF EXISTS {schema}."{view}"')
    macros = store.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE NOT internal "
        "AND function_type = 'table_macro' AND database_name = current_database()"
    ).fetchall()
    for (macro,) in macros:
        store.execute(f'DROP MACRO TABLE IF EXISTS "{macro}"')


def _comment_columns(
    store: duckdb.DuckDBPyConnection, view: ViewFile, shared: Mapping[str, str]
) -> None:
    columns = [row[0] for row in store.execute(f"DESCRIBE {view.name}").fetchall()]
    unknown = set(view.columns) - set(columns)
    assert not unknown, f"{view.name} has no column {sorted(unknown)}"
    for column in columns:
        comment = view.columns.get(column) or shared.get(column)
        if comment:
            store.execute(f'COMMENT ON COLUMN {view.name}."{column}" IS {_quoted(comment)}')


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
