"""The whole warehouse as Parquet with a manifest, and back again.

`python -m warehouse.export FOLDER HOME` makes a new home of what `hedgerow export FOLDER` wrote.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from extractors.errors import HedgerowError, InputError, WarehouseError
from warehouse.ask import open_published
from warehouse.kept import kept_tables
from warehouse.migrations import migrations
from warehouse.moments import now
from warehouse.places import Places
from warehouse.publish import publish
from warehouse.store import open_store, transaction

__all__ = ["export_parquet", "import_parquet"]

MANIFEST = "manifest.json"
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


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    sha256: str
    bytes: int


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
        tables = [_export_table(snapshot, table, folder) for table in _raw_tables(snapshot)]
        views = [_export_view(snapshot, view, folder) for view in _VIEWS]
    told = {
        "format": 1,
        "exported_at": now().isoformat(timespec="seconds") + "Z",
        "migrations": [migration.name for migration in migrations()],
        "tables": tables,
        "views": views,
    }
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return manifest


def import_parquet(folder: Path, home: Path) -> Path:
    """The first snapshot of a new home that holds what was exported.

    Raises InputError when the folder has no manifest or a file differs from it, and
    WarehouseError when the home has a store already or the checks fail.
    """
    told = _verified(folder)
    if Places(home).store.exists():
        raise WarehouseError(f"{home} has a warehouse already: import into a new home")
    with open_store(home) as store, transaction(store):
        for table in told["tables"]:
            if table["files"]:
                files = _quoted(str(folder / "raw" / str(table["name"]) / "*" / "*.parquet"))
                store.execute(
                    f"INSERT INTO raw.{table['name']} BY NAME SELECT * EXCLUDE (month) FROM "
                    f"read_parquet({files}, hive_partitioning = true, hive_types_autocast = false)"
                )
    return publish(home)


def _raw_tables(snapshot: duckdb.DuckDBPyConnection) -> list[str]:
    rows = snapshot.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw' ORDER BY table_name"
    ).fetchall()
    left_out = kept_tables(snapshot).union(_LOCAL)
    return [name for (name,) in rows if name not in left_out]


def _export_table(
    snapshot: duckdb.DuckDBPyConnection, table: str, folder: Path
) -> dict[str, object]:
    month, source = "'none'", f"raw.{table} t"
    if table in _MONTHS:
        month = f"coalesce(strftime(t.{_MONTHS[table]}, '%Y-%m'), 'none')"
    elif table in _OF_A_PAGE:
        month = "strftime(d.first_seen, '%Y-%m')"
        source += " JOIN raw.documents d USING (document_id, extractor_version)"
    target = folder / "raw" / table
    _copy(snapshot, f"SELECT t.*, {month} AS month FROM {source}", target)
    return _described(snapshot, f"raw.{table}", table, folder, target)


def _export_view(snapshot: duckdb.DuckDBPyConnection, view: str, folder: Path) -> dict[str, object]:
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
) -> dict[str, object]:
    counted = snapshot.execute(f"SELECT count(*) FROM {place}").fetchone()
    columns = snapshot.execute(f"DESCRIBE {place}").fetchall()
    return {
        "name": name,
        "rows": counted[0] if counted else 0,
        "columns": [{"name": column[0], "type": column[1]} for column in columns],
        "files": [asdict(file) for file in _files(folder, target)],
    }


def _files(folder: Path, target: Path) -> Iterator[_File]:
    for path in sorted(target.rglob("*.parquet")):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield _File(path.relative_to(folder).as_posix(), digest, path.stat().st_size)


def _verified(folder: Path) -> dict[str, list[dict[str, list[dict[str, str]]]]]:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise InputError(f"{folder} has no {MANIFEST}: it is no export")
    told: dict[str, list[dict[str, list[dict[str, str]]]]] = json.loads(manifest.read_text("utf-8"))
    for table in told["tables"]:
        found = {
            file.path: file.sha256 for file in _files(folder, folder / "raw" / str(table["name"]))
        }
        for file in table["files"]:
            if found.get(file["path"]) != file["sha256"]:
                raise InputError(f"{file['path']} is missing or differs from the manifest")
    return told


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _main(words: list[str]) -> str:
    if len(words) != 2:
        raise InputError("give the folder of an export, and a new home")
    return f"published {import_parquet(Path(words[0]), Path(words[1]))}"


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{_main(sys.argv[1:])}\n")
    except HedgerowError as refusal:
        sys.exit(f"warehouse.export: {refusal}")
