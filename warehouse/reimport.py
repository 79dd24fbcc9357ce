"""A home made of an export: `python -m warehouse.reimport FOLDER HOME`.

HOME then answers as the warehouse that `hedgerow export FOLDER` wrote.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import duckdb

from extractors.errors import HedgerowError, InputError, WarehouseError
from warehouse.export import exported_tables
from warehouse.manifest import MANIFEST, Manifest, Part, read_manifest
from warehouse.migrations import migrations
from warehouse.places import Places
from warehouse.publish import publish
from warehouse.store import open_store, transaction

__all__ = ["import_parquet"]

_DRAFT = ".importing"


def import_parquet(folder: Path, home: Path) -> Path:
    """The first snapshot of a home that holds what was exported.

    The home may be new, or have everything but a warehouse. It is changed only when all rows are
    in and every check has passed. Raises InputError, which names the file and the mend, when the
    export is broken, edited, or of a newer version, and when the home has a warehouse already.
    """
    places, new = Places(home), not home.exists()
    if home.exists() and not home.is_dir():
        raise InputError(f"{home} is a file: give a folder for the new home")
    if places.store.exists() or places.snapshots.exists():
        raise InputError(f"{home} has a warehouse already: import into a new home")
    manifest = read_manifest(folder, tuple(migration.name for migration in migrations()))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = home / _DRAFT
    try:
        _cleared(draft)
        _fill(folder, manifest, draft)
        return _moved(Places(draft), places)
    finally:
        _cleared(draft)
        if new and not places.store.exists():
            home.rmdir()


def _cleared(draft: Path) -> None:
    """None; what a killed import left is gone."""
    if draft.exists():
        shutil.rmtree(draft)


def _fill(folder: Path, manifest: Manifest, draft: Path) -> None:
    """None; the draft is a home of its own, with every row, checked and published."""
    with open_store(draft) as store, transaction(store):
        _check_names(folder, manifest, exported_tables(store))
        for table in manifest.tables:
            _insert(store, folder, table)
    try:
        publish(draft)
    except WarehouseError as error:
        raise InputError(f"{folder} contradicts itself: export anew ({error})") from error


def _check_names(folder: Path, manifest: Manifest, known: list[str]) -> None:
    """None, when the manifest lists our tables; an older one may lack those that came since."""
    listed = {table.name for table in manifest.tables}
    if unknown := sorted(listed.difference(known)):
        raise InputError(
            f"{folder / MANIFEST} lists {unknown[0]!r}, which is no table: export anew"
        )
    older = len(manifest.migrations) < len(migrations())
    if (missing := sorted(set(known) - listed)) and not older:
        raise InputError(f"{folder / MANIFEST} does not list {missing[0]!r}: export anew")


def _insert(store: duckdb.DuckDBPyConnection, folder: Path, table: Part) -> None:
    files = [str(folder / file.path) for file in table.files]
    here = folder / "raw" / table.name
    try:
        if files:
            store.execute(
                f"INSERT INTO raw.{table.name} BY NAME SELECT * EXCLUDE (month) FROM "
                "read_parquet(?, hive_partitioning = true, hive_types_autocast = false)",
                [files],
            )
        counted = store.execute(f"SELECT count(*) FROM raw.{table.name}").fetchone()
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise InputError(f"{here} does not fit: export anew ({first})") from error
    if counted != (table.rows,):
        raise InputError(
            f"{here} holds {counted[0] if counted else 0} rows, the manifest tells of "
            f"{table.rows}: export anew"
        )


def _moved(made: Places, places: Places) -> Path:
    """The snapshot where it now lies; the store, from which all else can be made, goes first."""
    places.store.parent.mkdir(exist_ok=True)
    for source, target in (
        (made.store, places.store),
        (made.snapshots, places.snapshots),
        (made.published, places.published),
    ):
        source.rename(target)
    return places.published.resolve()


def _main(words: list[str]) -> str:
    if len(words) != 2:
        raise InputError("give the folder of an export, and a new home")
    return f"published {import_parquet(Path(words[0]), Path(words[1]))}"


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{_main(sys.argv[1:])}\n")
    except (HedgerowError, OSError) as refusal:
        sys.stderr.write(f"warehouse.reimport: {refusal}\n")
        sys.exit(2 if isinstance(refusal, InputError) else 1)
