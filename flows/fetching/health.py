"""Is a source giving what it usually gives? An alarm where its last crawl strays from its past."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from flows.fetching.frontier import Frontier, RunYield

__all__ = ["SourceHealth", "source_health"]

_PAST = 14
"""How many crawls before the last one are the usual."""
_FEWEST = 3
_SHRUNK = 10


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The last crawl of one source against those before it."""

    source: str
    last_success: str | None
    """UTC ISO 8601; None where nothing ever came."""
    pages: int
    """Fetched or unchanged in the last crawl that made a request for a page."""
    usual_pages: tuple[int, int] | None
    """Least and most of the crawls before; None where there are too few to tell."""
    bytes_per_page: int
    alarm: str | None


def source_health(frontier: Frontier) -> tuple[SourceHealth, ...]:
    """One row for each source that was ever crawled, by name."""
    runs: dict[str, list[RunYield]] = defaultdict(list)
    for run in frontier.run_yields():
        runs[run.source].append(run)
    return tuple(_judged(source, history) for source, history in sorted(runs.items()))


def _judged(source: str, history: list[RunYield]) -> SourceHealth:
    *past, last = history
    past = past[-_PAST:]
    good = [run.last_at for run in history if run.pages]
    usual = (min(r.pages for r in past), max(r.pages for r in past)) if past else None
    return SourceHealth(
        source=source,
        last_success=good[-1] if good else None,
        pages=last.pages,
        usual_pages=usual if len(past) >= _FEWEST else None,
        bytes_per_page=last.bytes // last.fetched if last.fetched else 0,
        alarm=_alarm(past, last),
    )


def _alarm(past: list[RunYield], last: RunYield) -> str | None:
    if last.failed and not last.pages:
        return f"nothing came: {last.failed} requests failed"
    if len(past) < _FEWEST:
        return None
    if not last.pages and median(run.pages for run in past) >= 1:
        return f"nothing came; usually {median(run.pages for run in past):.0f} pages do"
    sizes = [run.bytes / run.fetched for run in past if run.fetched]
    if (
        last.fetched
        and len(sizes) >= _FEWEST
        and last.bytes / last.fetched * _SHRUNK < median(sizes)
    ):
        return (
            f"pages are {median(sizes) / (last.bytes / last.fetched):.0f} times smaller than usual"
        )
    return None
