"""What killed runs staged and had no time to say so, so that it is not read and counted again."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.fetching.frontier import Capture
from warehouse.stage import PART

__all__ = ["already_staged", "drop_drafts"]

Row = tuple[object, ...]


def already_staged(folder: Path, waiting: Iterable[Capture]) -> tuple[Capture, ...]:
    """Those of the waiting captures that a finished part of this run's staging folder holds.

    A part holds a whole batch or nothing of it. A capture that could not be read has no row of
    its own there: the issue that tells why stands for it. A part that cannot be read holds
    nothing: its pages are read again from the archive.
    """
    places: set[Row] = set()
    pages: set[Row] = set()
    for part in sorted(folder.glob(f"{PART}*")):
        places.update(_rows(part / "captures.parquet", "archive_file", "archive_offset"))
        issues = _rows(part / "issues.parquet", "source", "url", "stage")
        pages.update((source, url) for source, url, stage in issues if stage in ("read", "load"))
    return tuple(
        capture
        for capture in waiting
        if (capture.archive_file, capture.archive_offset) in places
        or (capture.source, capture.url) in pages
    )


def drop_drafts(folder: Path) -> None:
    """None, once no half-written part lies in this run's staging folder any more."""
    for draft in sorted(folder.glob(".draft-*")):
        shutil.rmtree(draft)


def _rows(path: Path, *columns: str) -> Iterator[Row]:
    if not path.is_file():
        return
    try:
        table = pq.read_table(path, columns=list(columns))
    except (pa.ArrowInvalid, OSError):
        return
    yield from zip(*(table[name].to_pylist() for name in columns), strict=True)
