"""`hedgerow prune`: what the settings do not keep, deleted and named."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from extractors.errors import InputError
from flows.fetching import Pruned, prune_archive
from flows.prefect_home import embed_prefect
from flows.settings import Settings
from flows.terminal import out, print_json
from warehouse.retention import Pruned as PrunedStore
from warehouse.retention import prune as prune_store

KEPT_DAYS = 30
"""For how long staged parts that are in the store, and Prefect's record of runs, stay."""
_AT_ONCE = 200


def run_prune(settings: Settings, *, as_json: bool) -> int:
    """Zero, once everything older than the settings keep is gone and named on stdout."""
    home, days = settings.home, settings.keep_archive_days
    if not (home / "frontier.sqlite").exists():
        raise InputError(f"{home}: nothing was crawled yet; name the right --home")
    archive = () if days is None else prune_archive(home, days)
    store = prune_store(home, keep_snapshots=settings.keep_snapshots, keep_staging_days=KEPT_DAYS)
    runs = prune_prefect(settings, KEPT_DAYS)
    if as_json:
        print_json(
            {
                "archive": [asdict(file) for file in archive],
                "snapshots": store.snapshots,
                "staged_parts": store.parts,
                "prefect_runs": runs,
            }
        )
    else:
        _tell(settings, archive, store, runs)
    return 0


def prune_prefect(settings: Settings, keep_days: float) -> int:
    """How many finished flow runs older than `keep_days` Prefect forgot; the warehouse's stay."""
    if not (settings.home / "prefect" / "prefect.db").exists():
        return 0
    embed_prefect(settings.home)
    return asyncio.run(_forget_runs(datetime.now(UTC) - timedelta(days=keep_days)))


async def _forget_runs(before: datetime) -> int:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterEndTime
    from prefect.exceptions import ObjectNotFound

    old = FlowRunFilter(end_time=FlowRunFilterEndTime(before_=before))  # type: ignore[arg-type]
    gone = 0
    async with get_client() as client:
        while runs := await client.read_flow_runs(flow_run_filter=old, limit=_AT_ONCE):
            for run in runs:
                try:
                    await client.delete_flow_run(run.id)
                except ObjectNotFound:  # it went with its parent
                    continue
                gone += 1
    return gone


def _tell(settings: Settings, archive: tuple[Pruned, ...], store: PrunedStore, runs: int) -> None:
    for file in archive:
        out.print(f"{file.file}  {file.bytes:,} bytes", markup=False, soft_wrap=True)
    for name in store.snapshots:
        out.print(f"snapshots/{name}", markup=False, soft_wrap=True)
    kept = "; keep_archive_days is not set" if settings.keep_archive_days is None else ""
    out.print(
        f"went: {len(archive)} archive files{kept}, {len(store.snapshots)} snapshots, "
        f"{store.parts} staged parts, {runs} Prefect runs",
        markup=False,
        soft_wrap=True,
    )
