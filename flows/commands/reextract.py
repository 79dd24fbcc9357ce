"""`hedgerow reextract`: the extractor of today over the archive, and what it reads differently."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from extractors.errors import InputError
from flows.archived import archived_captures
from flows.interruptible import run_interruptibly
from flows.prefect_home import embed_prefect, run_flow
from flows.runners import HERE, Runner
from flows.settings import Settings
from flows.terminal import out, print_json

if TYPE_CHECKING:
    from flows.reextract import ReextractSummary


def run_reextract(
    settings: Settings,
    *,
    since: datetime | None,
    source: str | None,
    as_json: bool,
    runner: Runner = HERE,
) -> int:
    """Zero, once the summary is on stdout."""
    from flows.mishaps import require_usable

    if settings.home.exists():
        require_usable(settings.home)
    found = archived_captures(settings.home)
    if not found:
        raise InputError(f"{settings.home}: no archived page; run `hedgerow crawl` or name --home")
    sources = {capture.source for capture in found}
    if source is not None and source not in sources:
        known = ", ".join(sorted(sources))
        raise InputError(f"no archived page of a source {source!r}; there are {known}")
    moment = f"{since:%Y-%m-%dT%H:%M:%SZ}" if since else None
    summary = reextract_once(settings, moment, source, runner)
    if as_json:
        print_json(summary.as_json())
    else:
        for line in _told(summary):
            out.print(line, markup=False, soft_wrap=True)
    return 0


def reextract_once(
    settings: Settings, since: str | None, source: str | None, runner: Runner = HERE
) -> ReextractSummary:
    """The summary of one run over the archive, as a Prefect flow recorded under the home."""
    from flows.mishaps import explained
    from flows.progress import OBSERVER, TerminalProgress
    from flows.reading_pool import POOL

    embed_prefect(settings.home)
    pool = runner.readers(settings)
    from flows.reextract import reextract

    with pool, TerminalProgress() as progress:
        OBSERVER.set(progress)
        POOL.set(pool)
        try:
            return run_interruptibly(run_flow, reextract(settings.home, since, source))
        except Exception as error:
            if mishap := explained(error, settings.home):
                raise mishap from error
            raise


def _told(summary: ReextractSummary) -> list[str]:
    if not summary.pages:
        return [f"nothing to do: extractor {summary.extractor_version} has read all of it"]
    lines = [
        f"{summary.pages} archived pages read by extractor {summary.extractor_version} in "
        f"{summary.seconds:.1f} s: {summary.documents} documents, {summary.claims} claims, "
        f"{summary.hype_flags} hype flags, {summary.unreadable} unreadable"
    ]
    found = summary.differences
    if found is None:
        return [*lines, "no page of theirs was read before: nothing to compare"]
    fields = ", ".join(f"{name} {count}" for name, count in found.changes)
    return [
        *lines,
        f"against {found.old}, on {found.documents} documents: {found.gained} claims gained, "
        f"{found.lost} lost, {found.changed} changed{f' ({fields})' if fields else ''}, "
        f"{found.same} the same",
        f"each of them: hedgerow sql \"from claim_changes('{summary.run_id}')\"",
    ]
