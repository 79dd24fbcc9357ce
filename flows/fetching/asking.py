"""How one URL is asked for: along its redirects, where robots.txt allows, at the host's pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching.addresses import host_key, url_problem
from flows.fetching.client import Caps, Exchange, HttpClient
from flows.fetching.contact import require_contact
from flows.fetching.frontier import Frontier
from flows.fetching.politeness import Politeness
from flows.fetching.redaction import Redaction
from flows.fetching.response import Outcome
from flows.fetching.robots import RobotsRules
from flows.fetching.robots_cache import RobotsCache
from flows.fetching.target import Target

__all__ = ["REDIRECTS", "Asking", "Note", "words_of"]

MAX_REDIRECTS = 5
MAX_ATTEMPTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
_LIST_CAPS = Caps(wire_bytes=10 * 1024 * 1024, body_bytes=50 * 1024 * 1024)
_API_CAPS = {True: None, False: Caps(25 * 1024 * 1024, 50 * 1024 * 1024, total_seconds=180.0)}
"""By whether robots.txt is heard: pages have the client's own caps, API answers larger ones."""


class Note(Protocol):
    """Who is told of each request on the way to the page."""

    def __call__(
        self, exchange: Exchange, target: Target, outcome: Outcome, reason: str | None
    ) -> None:
        """None, once the request is on record."""


class Asking:
    """Asks for one URL after the other; `note` hears of every request but the last of each."""

    def __init__(
        self,
        client: HttpClient,
        frontier: Frontier,
        politeness: Politeness,
        note: Note,
        contact: str | None,
        keys: Mapping[str, str],
    ) -> None:
        self._client, self._frontier, self._politeness = client, frontier, politeness
        self._note, self._contact, self._keys = note, contact, dict(keys)
        self._redaction = Redaction(self._keys.values())
        self._robots = RobotsCache(frontier, politeness.clock)

    async def answer(self, target: Target, source: Source) -> tuple[Exchange, str]:
        """The answer at the end of all redirects, and its URL.

        FetchError, with the outcome, where no request may be made or the way leads nowhere.
        """
        url = target.url
        self._check_url(url)
        headers = self._conditions(target)
        for _ in range(MAX_REDIRECTS + 1):
            delay = await self._allowed(url, target, source)
            exchange = await self._asked(url, target, source, delay, headers)
            location = exchange.header("location")
            if exchange.problem or exchange.status not in REDIRECTS or not location:
                return exchange, url
            self._note(exchange, target, "redirected", f"to {location}")
            hop = self._next_hop(url, location)
            if not _is_as_safe(url, hop):
                target = replace(target, credential=None)
            url, headers = hop, {}
        raise FetchError("failed", f"more than {MAX_REDIRECTS} redirects")

    async def sitemaps_of(self, url: str, source: Source) -> tuple[str, ...]:
        """The sitemaps that the site's robots.txt names; FetchError where it cannot be had."""
        require_contact(url, self._contact)
        rules = await self._rules(url, Target(url, source.name), source, source.delay)
        return rules.sitemaps

    def has_key(self, api: str) -> bool:
        """Was a key for this API given?"""
        return bool(self._keys.get(api))

    def _next_hop(self, url: str, location: str) -> str:
        """Where a redirect leads; FetchError where that is no place to go."""
        try:
            place = urljoin(url, location).partition("#")[0]
        except ValueError as error:
            raise FetchError("refused", f"a redirect to no valid URL ({error})") from error
        self._check_url(place)
        if self._frontier.is_forgotten(place):
            raise FetchError("forgotten", "it leads to a page that was taken out")
        return place

    def _check_url(self, url: str) -> None:
        problem = url_problem(url)
        if problem:
            raise FetchError("refused", problem)
        require_contact(url, self._contact)

    def _conditions(self, target: Target) -> dict[str, str]:
        page = self._frontier.page(target.url)
        if page is None or page.sha256 is None or target.role == "api":
            return {}
        conditions = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
        return {name: value for name, value in conditions.items() if value and value.isascii()}

    # --- robots.txt ------------------------------------------------------------------------------

    async def _allowed(self, url: str, target: Target, source: Source) -> float:
        """The pace for this URL in seconds; FetchError where robots.txt does not allow it."""
        pace = source.delay if target.delay is None else target.delay
        if not target.robots:
            return pace
        rules = await self._rules(url, target, source, pace)
        if not rules.allows(url):
            raise FetchError("robots_denied", f"robots.txt of {host_key(url)} does not allow it")
        return max(pace, rules.crawl_delay())

    async def _rules(self, url: str, target: Target, source: Source, pace: float) -> RobotsRules:
        robots = replace(target, role="robots", credential=None)

        async def ask(robots_url: str) -> Exchange:
            exchange = await self._asked(robots_url, robots, source, pace, {})
            answered = exchange.problem is None and (exchange.status or 500) < 500
            self._note(exchange, robots, "fetched" if answered else "failed", None)
            return exchange

        return await self._robots.rules(url, ask)

    # --- one request -----------------------------------------------------------------------------

    async def _asked(
        self, url: str, target: Target, source: Source, delay: float, headers: Mapping[str, str]
    ) -> Exchange:
        """One whole answer, asked for again where waiting helps."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            exchange = await self._sent(url, target, source, delay, headers)
            again = exchange.status in (429, 503) or (exchange.transient and attempt == 1)
            too_long = self._politeness.pause(host_key(url)) > self._politeness.patience
            if not again or attempt == MAX_ATTEMPTS or too_long:
                break
            self._note(exchange, target, "failed", f"{words_of(exchange)}; asked again")
        return exchange

    async def _sent(
        self, url: str, target: Target, source: Source, delay: float, headers: Mapping[str, str]
    ) -> Exchange:
        host = host_key(url)
        async with self._politeness.turn(host, delay):
            sent = self._with_credential(url, target)
            caps = _LIST_CAPS if target.role == "sitemap" else _API_CAPS[target.robots]
            exchange = await self._client.exchange(sent, headers, source.allow_private, caps)
            exchange = self._redaction.of(exchange, url)
            if exchange.problem == "failed":
                self._politeness.failed(host, exchange.detail)
            elif exchange.status is not None:
                self._politeness.answered(host, exchange.status, exchange.header("retry-after"))
            return exchange

    def _with_credential(self, url: str, target: Target) -> str:
        if target.credential is None:
            return url
        key = self._keys.get(target.credential)
        extra = {"tool": "hedgerow", "email": self._contact, "api_key": key}
        if target.credential == "crossref":
            extra = {"mailto": self._contact}
        given = urlencode({name: value for name, value in extra.items() if value})
        return f"{url}{'&' if urlsplit(url).query else '?'}{given}"


def _is_as_safe(url: str, hop: str) -> bool:
    """Whether a redirect stays with the host that a key was meant for, and as well encrypted."""
    is_encrypted = urlsplit(hop).scheme == "https" or urlsplit(url).scheme == "http"
    return host_key(hop) == host_key(url) and is_encrypted


def words_of(exchange: Exchange) -> str:
    """What came back, in words: the problem, or the status line."""
    return exchange.detail or f"HTTP {exchange.status} {exchange.phrase}".strip()
