"""The whole pipeline on one screen: a Prefect flow of one-line tasks.

One flow per source, one task per batch: a Prefect task costs about 20 ms of server time, so never
one per article. What a task works on travels in `Crawl`, not in its parameters.
"""

from __future__ import annotations

import asyncio
from datetime import UTC
from pathlib import Path
from typing import Any

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from extractors.language.names.lexicon import load_lexicon
from flows.artifacts import RunPage, leave_artifacts, run_page
from flows.batches import Batch, BatchReport
from flows.crawl import Crawl, chosen_sources, require_contacts
from flows.endings import tell_ending
from flows.fetching.target import Target
from flows.run_log import observe_unwatched, say
from flows.settings import read_settings
from flows.summary import CrawlSummary, SourceSummary
from warehouse.load import LoadCounts

RETRIES: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [1, 5], "cache_policy": NO_CACHE}


@task(name="discover", task_run_name="discover {source}", cache_policy=NO_CACHE)
async def discover_targets(crawl: Crawl, source: str) -> list[Target]:
    """What the source's lists name, up to its limit."""
    return await crawl.discover(source)


@task(name="fetch batch", task_run_name="fetch {source}", cache_policy=NO_CACHE)
async def fetch_batch(crawl: Crawl, source: str, targets: list[Target]) -> None:
    """Each target fetched and archived, or its failure recorded."""
    await crawl.fetch(source, targets)


@task(name="read batch", task_run_name="read {batch.source}", **RETRIES)
async def read_batch(crawl: Crawl, batch: Batch) -> BatchReport:
    """The batch read in a worker process and staged as Parquet."""
    return await crawl.read(batch)


@task(name="load", task_run_name="load", **RETRIES)
async def load(crawl: Crawl) -> LoadCounts:
    """Every staged part in the store, in one transaction."""
    return await asyncio.to_thread(crawl.load)


@task(name="publish", task_run_name="publish", **RETRIES)
async def publish(crawl: Crawl) -> None:
    """The checked snapshot that readers open."""
    await asyncio.to_thread(crawl.publish)


@task(name="page", task_run_name="page", cache_policy=NO_CACHE)
async def make_page(crawl: Crawl) -> RunPage:
    """The crawl's summary, source health and news, as Prefect's page of the run shows them."""
    return await asyncio.to_thread(run_page, crawl.home, crawl.summary())


@flow(name="source", flow_run_name="{source}", validate_parameters=False)
async def crawl_source(crawl: Crawl, source: str) -> State[SourceSummary]:
    """One source: discovered, fetched and read in batches; its failure stays its own."""
    try:
        for targets in crawl.batches(await discover_targets(crawl, source)):
            await fetch_batch(crawl, source, targets)
            await read_unstaged(crawl, source)
    except crawl.source_errors as error:
        crawl.fail(source, error)
    summary = crawl.summary_of(source)
    return _state(summary.status, summary.reason, summary)


async def read_unstaged(crawl: Crawl, source: str) -> None:
    """Everything archived and not yet staged, also what an interrupted run left behind."""
    await asyncio.gather(*(read_batch(crawl, batch) for batch in crawl.unstaged(source)))


def run_name() -> str:
    """The crawl by the moment that it was due, which for a late one is not when it ran."""
    return f"crawl {flow_run.scheduled_start_time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@flow(
    name="crawl",
    flow_run_name=run_name,
    validate_parameters=False,
    on_completion=[tell_ending],
    on_failure=[tell_ending],
    on_crashed=[tell_ending],
)
async def nightly(
    home: Path, catalogue: Path, only: tuple[str, ...] = (), limit: int | None = None
) -> State[CrawlSummary]:
    """The catalogue once: every source side by side, then one load and one snapshot.

    Args:
        home: The folder that holds all state, as an absolute path.
        catalogue: The file of sources, as an absolute path.
        only: Names of sources; none: all of the catalogue.
        limit: At most so many documents from each source.
    """
    home, catalogue = Path(home), Path(catalogue)  # a deployment hands over texts
    observe_unwatched()
    settings, sources = read_settings(home), chosen_sources(catalogue, only)
    require_contacts(sources, settings.contact)
    load_lexicon(settings.user_lexicon)  # a mistake in it is told before anything is fetched
    async with Crawl(settings, sources, limit) as crawl:
        await asyncio.gather(
            *(crawl_source(crawl, name, return_state=True) for name in crawl.sources)
        )
        crawl.stage_records()
        await load(crawl)
        await publish(crawl)
        # Its rows are published: a page that cannot be made is a failed task, not a failed crawl.
        for page in await asyncio.gather(make_page(crawl), return_exceptions=True):
            if isinstance(page, RunPage):
                await leave_artifacts(page)
        summary = crawl.summary()
        say(f"{summary.documents} documents, {summary.claims} claims; {summary.status}")
    return _state(summary.status, summary.failures, summary)


def _state(status: str, reason: str | None, summary: Any) -> State[Any]:
    """Prefect's word for how it went, honest in its user interface too."""
    if status == "failed":
        return Failed(message=reason or "every source failed", data=summary)
    name = "Completed" if status == "completed" else "Completed with failures"
    return Completed(name=name, message=reason, data=summary)
