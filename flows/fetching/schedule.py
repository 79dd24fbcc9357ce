"""When a page is asked again: articles on a falling schedule, lists as often as they change."""

from __future__ import annotations

from flows.fetching.response import Response
from flows.fetching.target import Role

__all__ = ["longest_wait", "next_due"]

HOUR = 3600.0
DAY = 24 * HOUR
ARTICLE = (20 * HOUR, 3 * DAY, 7 * DAY, 21 * DAY, 60 * DAY, 180 * DAY)
"""After each time that an article was found unchanged; a change starts it over.

The first is under a day, so that a nightly crawl that starts a little early still asks.
"""
LIST_FIRST = 6 * HOUR
LIST_LEAST = 1.5 * HOUR
LIST_MOST = 7 * DAY
"""A feed names its last few dozen stories only: left alone for longer, some would be missed."""
NOTICE = 6.5 * DAY
GONE = (20 * HOUR, 3 * DAY, 14 * DAY, 60 * DAY)
"""After each 404, 410 or other refusal by the site."""


def next_due(
    role: Role, response: Response, interval: float, quiet: int, strikes: int
) -> tuple[float, float]:
    """The interval to remember and the seconds until the page is due again, 0 for at once.

    A transient failure is due at once: the host's own pauses and breaker keep it polite.
    """
    if response.outcome not in ("fetched", "unchanged"):
        lasting = response.outcome in ("robots_denied", "refused", "too_large")
        if lasting or response.status in (401, 403, 404, 410, 451):
            return interval, GONE[min(strikes, len(GONE)) - 1]
        return interval, 0.0
    if role == "page":
        return 0.0, ARTICLE[min(quiet, len(ARTICLE) - 1)]
    if role == "notice":
        return 0.0, NOTICE
    if role == "api":
        return 0.0, 0.0
    return (adapted := _adapted(interval, response.outcome == "fetched")), adapted


def longest_wait(role: Role, interval: float, quiet: int, strikes: int) -> float:
    """Seconds until a page in this state is due, had it just been asked, and an hour's grace."""
    if strikes:
        wait = GONE[min(strikes, len(GONE)) - 1]
    elif role == "page":
        wait = ARTICLE[min(quiet, len(ARTICLE) - 1)]
    else:
        wait = max(interval, NOTICE)
    return wait + HOUR


def _adapted(interval: float, changed: bool) -> float:
    if not interval:
        return LIST_FIRST
    return min(max(interval * (0.8 if changed else 1.5), LIST_LEAST), LIST_MOST)
