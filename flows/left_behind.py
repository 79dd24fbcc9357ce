"""What killed runs left behind: parts they staged and had no time to say so, and half-written ones.

Also what the store can tell where the frontier itself was lost.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.fetching.frontier import Capture, CrashedRun, Frontier
from warehouse.differences import read_places
from warehouse.places import Places
from warehouse.records import RunRecord
from warehouse.retention import forgotten_urls
from warehouse.stage import PART

__all__ = ["already_staged", "crashed_record", "restore", "take_over"]

Row = tuple[object, ...]


def take_over(frontier: Frontier, staging: Path, run_ids: Iterable[str]) -> None:
    """None, once nothing that these runs staged will be staged again, and their drafts are gone."""
    for run_id in run_ids:
        folder = staging / run_id
        frontier.mark_staged(already_staged(folder, frontier.unstaged()))
        for draft in sorted(folder.glob(".draft-*")):
            shutil.rmtree(draft)
        frontier.end_run(run_id)


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


def crashed_record(run: CrashedRun) -> RunRecord:
    """The row of a run that was killed before it could stage its own."""
    return RunRecord(
        run_id=run.run_id,
        started_at=run.started_at,
        finished_at=run.last_sign,
        status="crashed",
        extractor_version=run.extractor_version,
        fetched=run.fetched,
        unchanged=run.unchanged,
    )


def restore(frontier: Frontier, places: Places, version: str, at: str) -> None:
    """None; a frontier made anew knows what the store does: what is forgotten, and read."""
    if not places.store.exists():
        return
    for url in sorted(forgotten_urls(places.home)):
        frontier.forget(url, at)
    known = read_places(places.home, version)
    frontier.mark_staged(
        capture
        for capture in frontier.unstaged()
        if (capture.archive_file, capture.archive_offset) in known
    )


def _rows(path: Path, *columns: str) -> Iterator[Row]:
    if not path.is_file():
        return
    try:
        table = pq.read_table(path, columns=list(columns))
    except (pa.ArrowInvalid, OSError):
        return
    yield from zip(*(table[name].to_pylist() for name in columns), strict=True)
