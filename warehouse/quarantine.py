"""Parts that do not fit the store, set aside so that they block neither loads nor publishing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.checks import Failure
from warehouse.places import Places
from warehouse.stage import sync

__all__ = ["BROKEN", "UNFIT_ROWS", "UnfitParts", "record_unfit", "set_aside"]

UNFIT_ROWS = "part_fails_checks"

BROKEN = (
    duckdb.InvalidInputException,
    duckdb.ConversionException,
    duckdb.BinderException,
    duckdb.ConstraintException,
)
"""What a torn or foreign Parquet file raises; a full disk or memory is no fault of the part."""


class UnfitParts(Exception):
    """Raised inside a load, to undo it: its rows fail these checks."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__("; ".join(map(str, failures)))


def record_unfit(store: duckdb.DuckDBPyConnection, part: Path, why: str) -> int:
    """How many issues were recorded: one for each page of the part, one where none can be read."""
    store.execute(
        "CREATE OR REPLACE TEMP TABLE unfit (run_id VARCHAR, source VARCHAR, url VARCHAR)"
    )
    captures = part / "captures.parquet"
    if captures.is_file():
        try:
            store.execute(
                "INSERT INTO unfit SELECT DISTINCT run_id, source, url FROM read_parquet(?)",
                [str(captures)],
            )
        except BROKEN:
            store.execute("DELETE FROM unfit")
    counted = store.execute("SELECT count(*) FROM unfit").fetchone()
    if not counted or not counted[0]:
        store.execute("INSERT INTO unfit VALUES (?, '', '')", [part.parent.name])
    added = store.execute(
        "INSERT INTO raw.issues BY NAME SELECT *, 'load' AS stage, ? AS reason, ? AS detail, "
        "current_timestamp::TIMESTAMP AS noticed_at FROM unfit",
        [UNFIT_ROWS, f"{part.name}: {why}"[:500]],
    ).fetchone()
    return int(added[0]) if added else 0


def set_aside(places: Places, part: Path) -> Path:
    """Where the part lies now: the same run and name, under `quarantine`."""
    aside = places.quarantine / part.parent.name / part.name
    aside.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(aside, ignore_errors=True)
    part.rename(aside)
    sync(aside.parent)
    sync(part.parent)
    return aside
