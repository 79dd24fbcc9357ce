"""One crawl: what its tasks share, namely the fetcher, the reading processes and the counts."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from secrets import token_hex
from types import TracebackType

from extractors.errors import CatalogueError, FetchError, HedgerowError
from extractors.language.names.lexicon import load_lexicon
from extractors.version import extractor_version
from flows.batches import Batch, BatchReport
from flows.catalogue import Source, read_catalogue
from flows.causes import cause_of, most_often
from flows.fetching import Fetcher, Response, Target, require_contact
from flows.interruptible import RUNNING
from flows.left_behind import crashed_record, restore, take_over
from flows.progress import OBSERVER, PhaseObserver
from flows.reading_pool import POOL, ReadingPool
from flows.settings import Settings
from flows.sources import discover
from flows.summary import CrawlSummary, SourceSummary, run_status
from flows.temporary_server import note_server
from warehouse.load import LoadCounts, load_concepts, load_parts
from warehouse.places import Places
from warehouse.publish import publish
from warehouse.records import IssueRecord, RunRecord, SourceRecord
from warehouse.stage import write_part

FETCHED_TOGETHER = 100
READ_TOGETHER = 25
_OPEN_REQUESTS = 32


def new_run_id() -> str:
    """A name for a run: sorts by time, and two of one second differ."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(2)}"


def chosen_sources(catalogue: Path, only: Iterable[str]) -> tuple[Source, ...]:
    """The rows of the catalogue that were asked for; CatalogueError names one that is not there."""
    sources = read_catalogue(catalogue)
    names = {source.name for source in sources}
    wanted = set(only)
    if unknown := sorted(wanted - names):
        raise CatalogueError(
            f"{catalogue}: no source {unknown[0]!r}; it has {', '.join(sorted(names))}"
        )
    return tuple(source for source in sources if not wanted or source.name in wanted)


def require_contacts(sources: Iterable[Source], contact: str | None) -> None:
    """None, when every source may be asked; InputError where a site cannot reach us."""
    for source in sources:
        for url in (source.homepage, source.base_url, *source.urls):
            if source.adapter != "files" and url:
                require_contact(url, contact)


class Crawl:
    """What the tasks of one run share; an async context manager."""

    source_errors: tuple[type[Exception], ...] = (HedgerowError, OSError)
    """What makes one source fail while the others go on."""

    def __init__(
        self, settings: Settings, sources: Iterable[Source], limit: int | None = None
    ) -> None:
        self.settings, self.home, self.limit = settings, settings.home, limit
        self.run_id = new_run_id()
        self._rows = {row.name: row for row in sources}
        self._observer = OBSERVER.get()
        self._counts = {name: SourceSummary(name) for name in self._rows}
        self._read = BatchReport()
        self._issues: list[IssueRecord] = []
        self._causes: dict[str, Counter[str]] = defaultdict(Counter)
        self._reading: set[tuple[str, int]] = set()
        self._done: set[str] = set()
        self._is_broken_off = self._is_recorded = False
        self._started_at, self._clock = _now(), time.monotonic()
        self._places = Places(self.home)

    async def __aenter__(self) -> Crawl:
        settings = self.settings
        key = settings.ncbi_api_key
        self.fetcher = Fetcher(
            self.home, self.run_id, settings.contact, api_keys={"ncbi": key} if key else None
        )
        await self.fetcher.__aenter__()
        self._pool = POOL.get() or ReadingPool(settings.processes)
        if self.fetcher.frontier.is_new:
            version = extractor_version(settings.user_lexicon)
            restore(self.fetcher.frontier, self._places, version, self._started_at)
        self._begin()
        note_server()
        if (running := RUNNING.get()) is not None:
            running.append(self)
        return self

    def _begin(self) -> None:
        """None, once the run and its sources are staged, and runs that were killed are told so."""
        frontier, version = self.fetcher.frontier, extractor_version(self.settings.user_lexicon)
        crashed = frontier.crashed_runs()
        frontier.begin_run(self.run_id, self._started_at, version)
        begun = RunRecord(self.run_id, self._started_at, extractor_version=version)
        write_part(
            self._places.staging / self.run_id,
            runs=[begun, *(crashed_record(run) for run in crashed)],
            sources=[
                SourceRecord(row.name, row.kind, row.adapter, row.homepage)
                for row in self._rows.values()
            ],
        )
        killed = (*(run.run_id for run in crashed), *frontier.broken_off_runs())
        take_over(frontier, self._places.staging, killed)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool is not POOL.get():
            self._pool.__exit__(kind, error, traceback)
        await self.fetcher.aclose()

    def break_off(self) -> CrawlSummary:
        """How far the crawl came, once that is staged for the next load; its tasks end next.

        A source that was not done has no row of its own: it is neither completed nor failed.
        """
        self._is_broken_off = True
        if not self._is_recorded:
            self.stage_records()
        return self.summary()

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources of this crawl, in catalogue order."""
        return tuple(self._rows)

    # --- one source ------------------------------------------------------------------------------

    async def discover(self, source: str) -> list[Target]:
        """What the source's lists name, up to its `max_documents` and the crawl's limit."""
        row = self._rows[source]
        row = replace(row, max_documents=min(row.max_documents, self._most(row)))
        targets: list[Target] = []
        try:
            async for target in discover(row, self.fetcher):
                targets.append(target)
        except FetchError as error:  # it comes last: what could be named has been
            self.fail(source, error)
        self._count(source, discovered=len(targets))
        self._observer.discovered(source, len(targets))
        return targets

    def batches(self, targets: Iterable[Target]) -> Iterator[list[Target]]:
        """The targets in batches; one empty batch where there are none, for what is unstaged."""
        rest = iter(targets)
        yield list(islice(rest, FETCHED_TOGETHER))
        while batch := list(islice(rest, FETCHED_TOGETHER)):
            yield batch

    async def fetch(self, source: str, targets: Iterable[Target]) -> None:
        """None, once each target is archived or its failure recorded."""
        turns = asyncio.Semaphore(_OPEN_REQUESTS)

        async def fetch_one(target: Target) -> None:
            async with turns:
                self._note(await self.fetcher.fetch(target, self._rows[source]))
            self._observer.fetched(source)

        try:
            async with asyncio.TaskGroup() as group:
                for target in targets:
                    group.create_task(fetch_one(target))
        except BaseExceptionGroup as errors:
            raise _first(errors) from errors  # one is enough to tell why

    def unstaged(self, source: str) -> list[Batch]:
        """What is archived and not yet staged, in batches, also what a killed run left behind."""
        waiting = [
            capture
            for capture in self.fetcher.frontier.unstaged(source)
            if (capture.archive_file, capture.archive_offset) not in self._reading
        ]
        self._reading.update((capture.archive_file, capture.archive_offset) for capture in waiting)
        return [
            Batch(
                self.home,
                self.run_id,
                source,
                tuple(waiting[start : start + READ_TOGETHER]),
                self.settings.user_lexicon,
            )
            for start in range(0, len(waiting), READ_TOGETHER)
        ]

    async def read(self, batch: Batch) -> BatchReport:
        """What the batch came to, once its part is on disk and its captures marked as staged."""
        report = await self._pool.stage(batch)
        self.fetcher.frontier.mark_staged(batch.captures)
        self._read += report
        self._count(batch.source, documents=report.documents, failed=report.unreadable)
        self._causes[batch.source].update(report.reasons)
        self._observer.read(batch.source, report.documents)
        return report

    def fail(self, source: str, error: BaseException | str) -> None:
        """None; the source is down as failed, with its reason, in the summary and in `issues`."""
        reason = str(error) or type(error).__name__
        self._counts[source] = replace(self._counts[source], status="failed", reason=reason)
        homepage = self._rows[source].homepage or ""
        self._issues.append(self._issue(source, homepage, "discover", "source_failed", reason))

    def summary_of(self, source: str) -> SourceSummary:
        """How the source fared; it fails when it gave fewer pages than its `min_documents`."""
        counts, row = self._counts[source], self._rows[source]
        alive = counts.documents + counts.unchanged
        if counts.status == "completed" and alive < min(row.min_documents, self._most(row)):
            why = most_often(self._causes[source])
            if not counts.discovered:
                why = "; its lists named none"
            self.fail(source, f"gave {alive} of at least {row.min_documents} documents{why}")
        self._done.add(source)
        self._observer.finished(self._counts[source])
        return self._counts[source]

    def _most(self, row: Source) -> int:
        return self.limit or row.max_documents

    # --- the whole run ---------------------------------------------------------------------------

    def stage_records(self) -> None:
        """None, once the run's own rows are staged: requests, issues, sources, the run itself.

        Requests of killed runs come along, so that `fetches` ends complete.
        """
        summary, frontier = self.summary(), self.fetcher.frontier
        fetches = frontier.unstaged_fetches()
        run = RunRecord(
            run_id=self.run_id,
            started_at=self._started_at,
            finished_at=_now(),
            status=summary.status,
            extractor_version=extractor_version(self.settings.user_lexicon),
            discovered=sum(source.discovered for source in summary.sources),
            fetched=sum(source.fetched for source in summary.sources),
            unchanged=sum(source.unchanged for source in summary.sources),
            failed=sum(source.failed for source in summary.sources),
            documents=summary.documents,
            claims=summary.claims,
            hype_flags=summary.hype_flags,
        )
        write_part(
            self._places.staging / self.run_id,
            fetches=fetches,
            issues=self._issues,
            runs=[run],
            source_runs=[
                source.record(self.run_id)
                for source in summary.sources
                if source.name in self._done
            ],
        )
        self._is_recorded = True
        frontier.mark_fetches_staged(len(fetches))
        frontier.end_run(self.run_id, is_broken_off=self._is_broken_off)

    def load(self) -> LoadCounts:
        """What the load added: every staged part of this run and of any that was cut off."""
        self._doing("loading")
        load_concepts(self.home, load_lexicon(self.settings.user_lexicon).concepts.values())
        return load_parts(self.home)

    def publish(self) -> None:
        """None, once readers see the new snapshot."""
        self._doing("publishing")
        publish(self.home)

    def _doing(self, what: str) -> None:
        if isinstance(self._observer, PhaseObserver):
            self._observer.doing(what)

    def summary(self) -> CrawlSummary:
        """How the crawl went so far."""
        sources = tuple(map(self._as_it_stands, self._counts.values()))
        return CrawlSummary(
            run_id=self.run_id,
            status="interrupted" if self._is_broken_off else run_status(sources),
            sources=sources,
            documents=self._read.documents,
            claims=self._read.claims,
            hype_flags=self._read.hype_flags,
            seconds=time.monotonic() - self._clock,
        )

    def _as_it_stands(self, source: SourceSummary) -> SourceSummary:
        is_cut_off = self._is_broken_off and source.name not in self._done
        return replace(source, status="interrupted") if is_cut_off else source

    # --- counting --------------------------------------------------------------------------------

    def _note(self, response: Response) -> None:
        source = response.source
        if response.ok:
            self._count(source, fetched=1)
        elif response.outcome in ("unchanged", "not_due"):
            self._count(source, unchanged=1)
        elif response.outcome != "forgotten":
            self._count(source, failed=1)
            self._causes[source][cause_of(response)] += 1
            detail = response.reason or ""
            self._issues.append(
                self._issue(source, response.url, "fetch", response.outcome, detail)
            )

    def _count(self, source: str, **more: int) -> None:
        counts = self._counts[source]
        grown = {name: getattr(counts, name) + number for name, number in more.items()}
        self._counts[source] = replace(counts, **grown)

    def _issue(self, source: str, url: str, stage: str, reason: str, detail: str) -> IssueRecord:
        return IssueRecord(self.run_id, source, url, stage, reason, detail, _now())


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
