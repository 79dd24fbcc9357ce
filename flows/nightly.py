"""The whole pipeline on one screen: a Prefect flow of one-line tasks.

One flow per source, one task per batch: a Prefect task costs about 20 ms of server time, so never
one per article. What a task works on travels in `Crawl`, not in its parameters.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed

from flows.batches import Batch, BatchReport
from flows.crawl import Crawl, chosen_sources, require_contacts
from flows.fetching.target import Target
from flows.settings import read_settings
from flows.summary import CrawlSummary, SourceSummary
from warehouse.load import LoadCounts

RETRIES: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [1, 5], "cache_policy": NO_CACHE}


@task(name="discover", cache_policy=NO_CACHE)
async def discover_targets(crawl: Crawl, source: str) -> list[Target]:
    """What the source's lists name, up to its limit."""
    return await crawl.discover(source)


@task(name="fetch batch", cache_policy=NO_CACHE)
async def fetch_batch(crawl: Crawl, source: str, targets: list[Target]) -> None:
    """Each target fetched and archived, or its failure recorded."""
    await crawl.fetch(source, targets)


@task(name="read batch", **RETRIES)
async def read_batch(crawl: Crawl, batch: Batch) -> BatchReport:
    """The batch read in a worker process and staged as Parquet."""
    return await crawl.read(batch)


@task(name="load", **RETRIES)
async def load(crawl: Crawl) -> LoadCounts:
    """Every staged part in the store, in one transaction."""
    return await asyncio.to_thread(crawl.load)


@task(name="publish", **RETRIES)
async def publish(crawl: Crawl) -> None:
    """The checked snapshot that readers open."""
    await asyncio.to_thread(crawl.publish)


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


@flow(name="crawl", validate_parameters=False)
async def nightly(
    home: Path, catalogue: Path, only: tuple[str, ...] = (), limit: int | None = None
) -> State[CrawlSummary]:
    """The catalogue once: every source side by side, then one load and one snapshot."""
    settings, sources = read_settings(home), chosen_sources(catalogue, only)
    require_contacts(sources, settings.contact)
    async with Crawl(settings, sources, limit) as crawl:
        await asyncio.gather(
            *(crawl_source(crawl, name, return_state=True) for name in crawl.sources)
        )
        crawl.stage_records()
        await load(crawl)
        await publish(crawl)
        summary = crawl.summary()
    return _state(summary.status, None, summary)


def _state(status: str, reason: str | None, summary: Any) -> State[Any]:
    """Prefect's word for how it went, honest in its user interface too."""
    if status == "failed":
        return Failed(message=reason or "every source failed", data=summary)
    name = "Completed" if status == "completed" else "Completed with failures"
    return Completed(name=name, message=reason, data=summary)
