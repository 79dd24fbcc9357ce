"""The whole warehouse as Parquet with a manifest; `warehouse.reimport` is the way back."""

from __future__ import annotations

from pathlib import Path

import duckdb

from extractors.errors import InputError
from warehouse.ask import open_published
from warehouse.kept import kept_tables
from warehouse.manifest import FORMAT, MANIFEST, Column, Manifest, Part, files_under
from warehouse.migrations import migrations
from warehouse.moments import now

__all__ = ["export_parquet", "exported_tables"]

_LOCAL = ("migrations", "snapshots", "installed")
"""Tables that describe one home's own files, and mean nothing elsewhere."""

_MONTHS = {
    # The month of a row: of the page it is on, as first seen, or of its own time.
    "documents": "first_seen",
    "captures": "fetched_at",
    "fetches": "fetched_at",
    "issues": "noticed_at",
    "runs": "started_at",
}
_OF_A_PAGE = ("regions", "sentences", "mentions", "claims", "flags", "quantities", "studies")
_VIEWS = ("documents", "sentences", "mentions", "claims", "hype_flags", "characterization")
"""Views that are written beside the raw tables, for engines that cannot run ours."""


def export_parquet(home: Path, folder: Path) -> Path:
    """The manifest of the export: every table, its rows, columns, and files with their hashes.

    Tables lie in `raw/TABLE/month=YYYY-MM/`, the main views in `views/VIEW/`; both follow Hive
    naming, so that Spark, Trino, DuckDB and others read them as they are. Raises InputError when
    the folder holds anything already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty: give a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    with open_published(home) as snapshot:
        tables = [_export_table(snapshot, table, folder) for table in exported_tables(snapshot)]
        views = [_export_view(snapshot, view, folder) for view in _VIEWS]
    told = Manifest(
        FORMAT,
        now().isoformat(timespec="seconds") + "Z",
        tuple(migration.name for migration in migrations()),
        tuple(tables),
        tuple(views),
    )
    manifest = folder / MANIFEST
    manifest.write_text(told.text(), encoding="utf-8")
    return manifest


def exported_tables(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the tables in schema `raw` that an export holds, from A to Z."""
    rows = warehouse.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw' ORDER BY table_name"
    ).fetchall()
    left_out = kept_tables(warehouse).union(_LOCAL)
    return [name for (name,) in rows if name not in left_out]


def _export_table(snapshot: duckdb.DuckDBPyConnection, table: str, folder: Path) -> Part:
    month, source = "'none'", f"raw.{table} t"
    if table in _MONTHS:
        month = f"coalesce(strftime(t.{_MONTHS[table]}, '%Y-%m'), 'none')"
    elif table in _OF_A_PAGE:
        month = "strftime(d.first_seen, '%Y-%m')"
        source += " JOIN raw.documents d USING (document_id, extractor_version)"
    target = folder / "raw" / table
    _copy(snapshot, f"SELECT t.*, {month} AS month FROM {source}", target)
    return _described(snapshot, f"raw.{table}", table, folder, target)


def _export_view(snapshot: duckdb.DuckDBPyConnection, view: str, folder: Path) -> Part:
    dated = "first_seen" if view in ("documents", "claims", "hype_flags") else "NULL::TIMESTAMP"
    month = f"coalesce(strftime({dated}, '%Y-%m'), 'none')"
    target = folder / "views" / view
    _copy(snapshot, f"SELECT *, {month} AS month FROM main.{view}", target)
    return _described(snapshot, f"main.{view}", view, folder, target)


def _copy(snapshot: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    target.mkdir(parents=True)
    snapshot.execute(
        f"COPY ({query}) TO {_quoted(str(target))} "
        "(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month), OVERWRITE_OR_IGNORE)"
    )


def _described(
    snapshot: duckdb.DuckDBPyConnection, place: str, name: str, folder: Path, target: Path
) -> Part:
    counted = snapshot.execute(f"SELECT count(*) FROM {place}").fetchone()
    columns = snapshot.execute(f"DESCRIBE {place}").fetchall()
    return Part(
        name,
        int(counted[0]) if counted else 0,
        tuple(Column(column[0], column[1]) for column in columns),
        tuple(files_under(folder, target)),
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
