"""`hedgerow crawl`: one crawl of a catalogue, with progress on stderr and a summary on stdout."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.errors import FetchError, InputError
from extractors.language.names.lexicon import load_lexicon
from flows.catalogue import Source
from flows.interruptible import run_interruptibly
from flows.prefect_home import embed_prefect, run_flow
from flows.runners import HERE, Runner
from flows.settings import Settings, exposed_key
from flows.summary import CrawlSummary
from flows.terminal import err, out, print_json

if TYPE_CHECKING:
    from flows.fetching import Fetcher


def run_crawl(
    settings: Settings,
    *,
    catalogue: Path | None,
    only: tuple[str, ...],
    limit: int | None,
    dry_run: bool,
    as_json: bool,
    runner: Runner = HERE,
) -> int:
    """The exit code, once the summary is on stdout."""
    path = named_catalogue(settings, catalogue)
    load_lexicon(settings.user_lexicon)  # a mistake in it is told before anything is fetched
    if exposed := exposed_key(settings.home):
        err.print(exposed, soft_wrap=True)
    if dry_run:
        return asyncio.run(_plan(settings, path, only, limit, as_json))

    def tell(summary: CrawlSummary) -> None:
        _tell(summary, as_json)

    summary = crawl_once(settings, path, only=only, limit=limit, runner=runner, tell=tell)
    tell(summary)
    return summary.exit_code


def _tell(summary: CrawlSummary, as_json: bool) -> None:
    if as_json:
        print_json(summary.as_json())
        out.file.flush()
        return
    out.print(summary.as_table())
    for reason in summary.reasons():
        out.print(reason, soft_wrap=True)
    out.print(
        f"\n{summary.status.replace('_', ' ')}: {summary.documents} documents, "
        f"{summary.claims} claims, {summary.hype_flags} hype flags in {summary.seconds:.1f} s"
    )
    out.file.flush()


def crawl_once(
    settings: Settings,
    catalogue: Path,
    *,
    only: tuple[str, ...] = (),
    limit: int | None = None,
    runner: Runner = HERE,
    tell: Callable[[CrawlSummary], object] = lambda _: None,
) -> CrawlSummary:
    """The summary of one crawl, run as a Prefect flow and recorded under the home.

    KeyboardInterrupt within a few seconds of Ctrl-C; what was fetched and staged by then is kept,
    and `tell` is given the summary of it before Prefect has noted the end.
    """
    started = time.monotonic()
    from flows.crawl import chosen_sources, require_contacts
    from flows.mishaps import explained, require_usable
    from flows.progress import OBSERVER, TerminalProgress
    from flows.reading_pool import POOL

    # A mistake is told before anything starts.
    require_contacts(chosen_sources(catalogue, only), settings.contact)
    require_usable(settings.home)
    embed_prefect(settings.home)
    pool = runner.readers(settings)  # they load while Prefect does
    from flows.nightly import nightly

    async def run() -> CrawlSummary:
        state = await nightly(settings.home, catalogue, only, limit, return_state=True)
        summary: object = await state.aresult(raise_on_failure=False)
        if isinstance(summary, BaseException):
            raise summary
        assert isinstance(summary, CrawlSummary)
        return summary

    with pool, TerminalProgress() as progress:
        OBSERVER.set(progress)
        POOL.set(pool)

        def tell_interrupted(summary: CrawlSummary) -> None:
            progress.stop()
            tell(summary)

        try:
            summary = run_interruptibly(run_flow, run(), tell_interrupted)
        except Exception as error:
            if mishap := explained(error, settings.home):
                raise mishap from error
            raise
    return replace(summary, seconds=time.monotonic() - started)


def named_catalogue(settings: Settings, named: Path | None) -> Path:
    """The catalogue: the one named, else the home's. Raises InputError where it is not there."""
    path = named or settings.home / "sources.toml"
    if not path.exists():
        mend = "name one with --sources" if named else "run `hedgerow init`, or name --sources FILE"
        raise InputError(f"{path}: no such catalogue; {mend}")
    return path


async def _plan(
    settings: Settings, path: Path, only: tuple[str, ...], limit: int | None, as_json: bool
) -> int:
    """Zero, once every page of every source is told with whether it would be fetched, and why."""
    from flows.crawl import chosen_sources, new_run_id
    from flows.fetching import Fetcher

    rows: list[dict[str, str | bool]] = []
    async with Fetcher(settings.home, new_run_id(), settings.contact) as fetcher:
        for source in chosen_sources(path, only):
            rows += await _plan_source(source, fetcher, limit)
    if as_json:
        print_json({"would_fetch": rows})
        return 0
    for row in rows:
        out.print(
            f"{'fetch' if row['due'] else 'skip '}  {row['source']}  {row['url']}  {row['why']}",
            soft_wrap=True,
            markup=False,
        )
    return 0


async def _plan_source(
    source: Source, fetcher: Fetcher, limit: int | None
) -> list[dict[str, str | bool]]:
    from flows.sources import discover

    rows: list[dict[str, str | bool]] = []
    try:
        async for target in discover(source, fetcher):
            plan = fetcher.plan(target)
            rows.append(
                {"source": source.name, "url": target.url, "due": plan.due, "why": plan.why}
            )
            if limit and len(rows) >= limit:
                break
    except FetchError as error:
        url = source.homepage or ""
        rows.append({"source": source.name, "url": url, "due": False, "why": str(error)})
    return rows
