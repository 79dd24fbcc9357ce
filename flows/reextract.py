"""The archive read again by the extractor of today: a Prefect flow that never opens a socket.

Rows of older extractors stay in the store, superseded, so that both can be compared.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from extractors.language.names.lexicon import load_lexicon
from extractors.version import extractor_version
from flows.archived import archived_captures
from flows.batches import Batch, BatchReport
from flows.crawl import READ_TOGETHER, new_run_id
from flows.fetching.frontier import Capture
from flows.fetching.home_lock import HomeLock
from flows.progress import OBSERVER
from flows.reading_pool import POOL, ReadingPool
from flows.settings import Settings, read_settings
from flows.summary import SourceSummary
from warehouse.differences import Differences, compare_versions, read_places
from warehouse.load import load_concepts, load_parts
from warehouse.places import Places
from warehouse.publish import publish
from warehouse.records import RunRecord
from warehouse.stage import write_part

RETRIES: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [1, 5], "cache_policy": NO_CACHE}


@dataclass(frozen=True, slots=True)
class ReextractSummary:
    """What reading the archive again came to."""

    run_id: str
    extractor_version: str
    pages: int
    """Archived pages that this run read."""
    already_read: int
    """Archived pages that this extractor had read before."""
    documents: int
    claims: int
    hype_flags: int
    unreadable: int
    seconds: float
    differences: Differences | None
    """None where no page was read by two versions."""

    def as_json(self) -> dict[str, Any]:
        """The summary as one JSON object."""
        told = asdict(replace(self, seconds=round(self.seconds, 2)))
        if self.differences:
            told["differences"]["changes"] = dict(self.differences.changes)
        return told


@task(name="read batch", **RETRIES)
async def read_batch(again: Rereading, batch: Batch) -> BatchReport:
    """The batch read in a worker process and staged as Parquet."""
    return await again.read(batch)


@task(name="load", **RETRIES)
async def load(again: Rereading) -> None:
    """Every staged part in the store, in one transaction."""
    await asyncio.to_thread(again.load)


@task(name="publish", **RETRIES)
async def publish_store(again: Rereading) -> None:
    """The checked snapshot that readers open."""
    await asyncio.to_thread(publish, again.home)


@flow(name="reextract", validate_parameters=False)
async def reextract(
    home: Path, since: str | None = None, source: str | None = None
) -> ReextractSummary:
    """The archive once: what this extractor has not read, then one load and one snapshot."""
    with Rereading(read_settings(home), since, source) as again:
        await asyncio.gather(*(read_batch(again, batch) for batch in again.batches()))
        if again.waiting:
            again.stage_records()
            await load(again)
            await publish_store(again)
        return again.summary()


class Rereading:
    """What the tasks of one run share; a context manager that keeps crawls and `forget` out.

    A page that is forgotten while it is read could come back with its part.
    """

    def __init__(
        self, settings: Settings, since: str | None = None, source: str | None = None
    ) -> None:
        self.settings, self.home = settings, settings.home
        load_lexicon(settings.user_lexicon)  # a mistake in it is told before anything is read
        self.run_id = new_run_id()
        self._started_at, self._clock = _now(), time.monotonic()
        self._report = BatchReport()
        self._observer = OBSERVER.get()
        self._lock = HomeLock(self.home, "reextract")
        found = archived_captures(self.home, source=source, since=since)
        known = read_places(self.home, extractor_version(self.settings.user_lexicon))
        self.waiting = tuple(c for c in found if (c.archive_file, c.archive_offset) not in known)
        self._already_read = len(found) - len(self.waiting)

    def __enter__(self) -> Rereading:
        self._lock.acquire()
        self._pool = POOL.get() or ReadingPool(self.settings.processes)
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not POOL.get():
            self._pool.close()
        self._lock.release()

    def batches(self) -> Iterator[Batch]:
        """What is to be read, each batch from one source."""
        ordered = sorted(self.waiting, key=lambda capture: capture.source)
        for source, captures in groupby(ordered, key=lambda capture: capture.source):
            yield from self._batches_of(source, tuple(captures))

    def _batches_of(self, source: str, captures: tuple[Capture, ...]) -> Iterator[Batch]:
        self._observer.discovered(source, len(captures))
        lexicon = self.settings.user_lexicon
        for start in range(0, len(captures), READ_TOGETHER):
            some = captures[start : start + READ_TOGETHER]
            yield Batch(self.home, self.run_id, source, some, lexicon)

    async def read(self, batch: Batch) -> BatchReport:
        """What the batch came to, once its part is on disk."""
        report = await self._pool.stage(batch)
        self._report += report
        for _ in batch.captures:
            self._observer.fetched(batch.source)
        self._observer.read(batch.source, report.documents)
        return report

    def stage_records(self) -> None:
        """None, once the run's own row is staged. Sources have none: nobody asked them."""
        run = RunRecord(
            run_id=self.run_id,
            started_at=self._started_at,
            finished_at=_now(),
            status="completed",
            extractor_version=extractor_version(self.settings.user_lexicon),
            documents=self._report.documents,
            claims=self._report.claims,
            hype_flags=self._report.hype_flags,
        )
        write_part(Places(self.home).staging / self.run_id, runs=[run])
        for source in sorted({capture.source for capture in self.waiting}):
            self._observer.finished(SourceSummary(source))

    def load(self) -> None:
        """None; every staged part, and the lexicon of today, is in the store."""
        load_concepts(self.home, load_lexicon(self.settings.user_lexicon).concepts.values())
        load_parts(self.home)

    def summary(self) -> ReextractSummary:
        """How it went, with what the versions read differently."""
        return ReextractSummary(
            run_id=self.run_id,
            extractor_version=extractor_version(self.settings.user_lexicon),
            pages=len(self.waiting),
            already_read=self._already_read,
            documents=self._report.documents,
            claims=self._report.claims,
            hype_flags=self._report.hype_flags,
            unreadable=self._report.unreadable,
            seconds=time.monotonic() - self._clock,
            differences=self._differences(),
        )

    def _differences(self) -> Differences | None:
        if not self.waiting:
            return None
        found = compare_versions(self.home, run_id=self.run_id)
        return found if found.documents else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
