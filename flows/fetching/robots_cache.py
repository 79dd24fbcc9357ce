"""The robots.txt of every site that is asked, kept for a day, and what it says of one URL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

from extractors.errors import FetchError
from flows.fetching.addresses import host_key
from flows.fetching.client import Exchange
from flows.fetching.frontier import Frontier
from flows.fetching.robots import RobotsRules, robots_url

__all__ = ["RobotsCache"]

Ask = Callable[[str], Awaitable[Exchange]]
"""Fetches one URL politely, one hop, robots unasked."""

FRESH = 24 * 3600.0
STALE = 30 * 24 * 3600.0
_REDIRECTS = 5
_NO_ANSWER = 600.0
"""Seconds for which a robots.txt that could not be had is not asked for again."""


class RobotsCache:
    """Rules per site, after RFC 9309: 4xx allows, 5xx and silence deny, 24 hours' cache."""

    def __init__(self, frontier: Frontier, clock: Callable[[], float]) -> None:
        self._frontier = frontier
        self._clock = clock
        self._locks: dict[str, asyncio.Lock] = {}
        self._rules: dict[str, tuple[float, RobotsRules]] = {}
        self._denials: dict[str, tuple[float, FetchError]] = {}

    async def rules(self, url: str, ask: Ask) -> RobotsRules:
        """The rules that govern this URL.

        FetchError `robots_denied` where the site's robots.txt answers 5xx, and the outcome of the
        failed request where it cannot be reached; a copy of the last 30 days serves instead.
        """
        site = robots_url(url)
        async with self._locks.setdefault(site, asyncio.Lock()):
            until, rules = self._rules.get(site, (0.0, RobotsRules("")))
            if until > self._clock():
                return rules
            kept = self._frontier.robots(site)
            if kept and abs(self._clock() - kept[0]) < FRESH:  # a clock may have been ahead
                return self._keep(site, kept[0] + FRESH, kept[2])
            return await self._renewed(site, kept, ask)

    async def _renewed(
        self, site: str, kept: tuple[float, int | None, bytes] | None, ask: Ask
    ) -> RobotsRules:
        until, denial = self._denials.get(site, (0.0, FetchError("failed")))
        if until > self._clock():
            raise denial
        try:
            status, body = await _download(site, ask)
        except FetchError as error:
            if kept and kept[0] + STALE > self._clock():
                return self._keep(site, self._clock() + _NO_ANSWER, kept[2])
            self._denials[site] = (self._clock() + _NO_ANSWER, error)
            raise
        self._frontier.set_robots(site, self._clock(), status, body)
        return self._keep(site, self._clock() + FRESH, body)

    def _keep(self, site: str, until: float, body: bytes) -> RobotsRules:
        rules = RobotsRules.from_bytes(body)
        self._rules[site] = (until, rules)
        return rules


async def _download(site: str, ask: Ask) -> tuple[int, bytes]:
    """The status and the rules of a robots.txt; no rules for 4xx and for too many redirects."""
    url = site
    for _ in range(_REDIRECTS + 1):
        answer = await ask(url)
        if answer.problem == "too_large":
            raise FetchError("robots_denied", f"robots.txt of {host_key(site)}: {answer.detail}")
        if answer.problem or answer.status is None:
            detail = f"robots.txt of {host_key(site)}: {answer.detail}"
            raise FetchError(answer.problem or "failed", detail)
        if answer.status in (301, 302, 303, 307, 308) and answer.header("location"):
            url = urljoin(url, answer.header("location") or "")
            continue
        if answer.status >= 500 or answer.status == 429:
            detail = f"robots.txt of {host_key(site)} answered {answer.status}"
            raise FetchError("robots_denied", detail)
        return answer.status, answer.body if answer.status < 300 else b""
    return 310, b""
