"""The whole of fetching behind one call: `Fetcher.fetch(target, source)` never raises for a host.

Order of things for one request: is it due, may robots.txt have it, is it the host's turn, send,
archive, then one transaction with the row, the page's state and the mark "still to be staged".
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode, urljoin, urlsplit

from filelock import FileLock, Timeout

from extractors.errors import DocumentError, FetchError, InputError
from flows.catalogue import Source
from flows.fetching.addresses import host_key, is_loopback, url_problem
from flows.fetching.archive import FOLDER, Archive, iso_time, read_record, records_from
from flows.fetching.client import Caps, Exchange, HttpClient
from flows.fetching.frontier import Capture, Frontier
from flows.fetching.politeness import Clock, Politeness, Sleep
from flows.fetching.response import Outcome, Response, sniff
from flows.fetching.robots import RobotsRules
from flows.fetching.robots_cache import RobotsCache
from flows.fetching.target import Role, Target
from warehouse.records import FetchRecord

__all__ = ["Fetcher", "Plan", "require_contact"]

MAX_REDIRECTS = 5
MAX_ATTEMPTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_LISTS: tuple[Role, ...] = ("feed", "sitemap")
_LIST_CAPS = Caps(wire_bytes=10 * 1024 * 1024, body_bytes=50 * 1024 * 1024)
_API_CAPS = {True: None, False: Caps(25 * 1024 * 1024, 50 * 1024 * 1024, total_seconds=180.0)}
"""By whether robots.txt is heard: pages have the client's own caps, API answers larger ones."""
_UNREAD = ("application/pdf", "application/zip", "image/png", "image/jpeg", "image/gif")


@dataclass(frozen=True, slots=True)
class Plan:
    """Would a request be made for this target now, and why or why not?"""

    due: bool
    why: str


class Fetcher:
    """One crawl's way to the network and the archive; an async context manager.

    One per home at a time (InputError says so). `api_keys` maps an API ("ncbi") to its key.
    `patience` is the longest wait for a host that asked for a pause, in seconds; past it, its
    requests end as `blocked` and stay due.
    """

    def __init__(
        self,
        home: Path,
        run_id: str,
        contact: str | None = None,
        *,
        api_keys: Mapping[str, str] | None = None,
        clock: Clock = time.time,
        sleep: Sleep = asyncio.sleep,
        rng: random.Random | None = None,
        patience: float = 90.0,
        client: HttpClient | None = None,
    ) -> None:
        self.home, self.run_id, self.contact = home, run_id, contact
        home.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(home)
        self.frontier = Frontier(home)
        self.archive = Archive(home, run_id)
        self.clock = clock
        self._keys = dict(api_keys or {})
        self._patience = patience
        self.politeness = Politeness(self.frontier, clock, sleep, rng, patience)
        self._robots = RobotsCache(self.frontier, clock)
        self._client = client or HttpClient(_user_agent(contact), contact)

    async def __aenter__(self) -> Fetcher:
        try:
            self._adopt()
        except BaseException:
            await self.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """None, once everything is on disk and every connection closed."""
        await self._client.aclose()
        self.archive.close()
        self.politeness.remember()
        self.frontier.close()
        self._lock.release()

    @property
    def records(self) -> tuple[FetchRecord, ...]:
        """Every request of this run so far, in order; read from disk."""
        return self.frontier.fetches(self.run_id)

    # --- what awaits reading -------------------------------------------------------------------

    def pending(self, source: str | None = None) -> Iterator[Response]:
        """Every archived body that is not staged yet, of earlier killed crawls too, read again.

        One whose record cannot be read any more is yielded as `failed`, with the reason.
        """
        for capture in self.frontier.unstaged(source):
            try:
                found = read_record(self.home, capture.archive_file, capture.archive_offset)
            except DocumentError as error:
                yield _unreadable(capture, str(error), iso_time(self.clock()))
            else:
                yield replace(
                    found,
                    url=capture.url,
                    source=capture.source,
                    title=capture.title,
                    published_at=capture.published_at,
                )

    def mark_staged(self, responses: Iterable[Response]) -> None:
        """None; these need no reading again."""
        self.frontier.mark_staged(responses)

    # --- asking ----------------------------------------------------------------------------------

    def plan(self, target: Target) -> Plan:
        """Whether this target would be asked for now, in words for `--dry-run`."""
        if self.frontier.is_forgotten(target.url):
            return Plan(False, "it was taken out by `hedgerow forget`")
        page = self.frontier.page(target.url)
        if target.body is not None and page and page.sha256 == _sha256(target.body):
            return Plan(False, "the API gives the same record as last time")
        if target.path is not None or target.body is not None:
            return Plan(True, "it costs no request")
        if page is None or target.role == "api":
            return Plan(True, "new" if page is None else "an API is always asked")
        last = f"{page.outcome}, last asked as of {iso_time(page.last_seen or page.first_seen)}"
        if page.due > self.clock():
            return Plan(False, f"{last}; due from {iso_time(page.due)}")
        return Plan(True, f"{last}; due since {iso_time(page.due)}")

    async def fetch(self, target: Target, source: Source) -> Response:
        """What came back, or why nothing did; never raises for a bad host, page or file.

        InputError where a site other than this machine is asked without a contact.
        """
        if self.frontier.is_forgotten(target.url):
            return self._blank(target, "forgotten", self.plan(target).why)
        if target.path is not None or target.body is not None:
            return self._kept(target)
        plan = self.plan(target)
        if not plan.due:
            return self._listed(self._blank(target, self._standing(target), plan.why))
        try:
            self._check_url(target.url)
            exchange, url = await self._followed(target, source)
        except FetchError as error:
            response = self._blank(target, _outcome(error), error.detail)
            self._record(response, target.role, None)
            return response
        return self._listed(self._settled(target, exchange, url))

    def _standing(self, target: Target) -> Outcome:
        """How a target that is not due stands: well, or as its last request ended."""
        page = self.frontier.page(target.url)
        return page.outcome if page and page.sha256 is None else "not_due"

    def _blank(self, target: Target, outcome: Outcome, reason: str | None) -> Response:
        return Response(
            url=target.url,
            final_url=target.url,
            source=target.source,
            outcome=outcome,
            fetched_at=iso_time(self.clock()),
            reason=reason,
            title=target.title,
            published_at=target.published_at,
        )

    def _kept(self, target: Target) -> Response:
        """Content that needs no request: a file, or a record that an API answer held."""
        response = self._blank(target, "fetched", None)
        try:
            body = target.path.read_bytes() if target.path else target.body or b""
        except OSError as error:
            reason = f"no such file: {target.path}" if _is_absent(error) else str(error)
            response = replace(response, outcome="failed", reason=reason)
            self._record(response, target.role, None)
            return response
        headers = {"content-type": target.content_type}
        sha256 = hashlib.sha256(body).hexdigest()
        response = replace(
            response, headers=headers, body=body, sha256=sha256, wire_bytes=len(body)
        )
        page = self.frontier.page(target.url)
        kind = sniff(body, target.content_type)
        if kind in _UNREAD:
            response = replace(response, outcome="refused", reason=f"{kind} is not read", body=b"")
        elif page and page.sha256 == sha256:
            response = replace(response, outcome="unchanged", reason="same bytes as last time")
        else:
            file, offset = self.archive.write_resource(
                target.url, body, target.content_type, target.source, response.fetched_at
            )
            response = replace(response, archive_file=file, archive_offset=offset)
        self._record(response, target.role, response.archive_file)
        return response

    async def _followed(self, target: Target, source: Source) -> tuple[Exchange, str]:
        """The answer at the end of all redirects, and its URL."""
        url = target.url
        headers = self._conditions(target)
        for _ in range(MAX_REDIRECTS + 1):
            delay = await self._allowed(url, target, source)
            exchange = await self._asked(url, target, source, delay, headers)
            location = exchange.header("location")
            if exchange.problem or exchange.status not in _REDIRECTS or not location:
                return exchange, url
            self._note(exchange, target, "redirected", f"to {location}")
            url, headers = self._next_hop(url, location), {}
        raise FetchError("failed", f"more than {MAX_REDIRECTS} redirects")

    def _next_hop(self, url: str, location: str) -> str:
        """Where a redirect leads; FetchError where that is no place to go."""
        try:
            place = urljoin(url, location).partition("#")[0]
        except ValueError as error:
            raise FetchError("refused", f"a redirect to no valid URL ({error})") from error
        self._check_url(place)
        if self.frontier.is_forgotten(place):
            raise FetchError("forgotten", "it leads to a page that was taken out")
        return place

    def _check_url(self, url: str) -> None:
        problem = url_problem(url)
        if problem:
            raise FetchError("refused", problem)
        require_contact(url, self.contact)

    async def _allowed(self, url: str, target: Target, source: Source) -> float:
        """The pace for this URL in seconds; FetchError where robots.txt does not allow it."""
        pace = source.delay if target.delay is None else target.delay
        if not target.robots:
            return pace
        rules = await self._rules(url, target, source, pace)
        if not rules.allows(url):
            raise FetchError("robots_denied", f"robots.txt of {host_key(url)} does not allow it")
        return max(pace, rules.crawl_delay())

    async def sitemaps_of(self, url: str, source: Source) -> tuple[str, ...]:
        """The sitemaps that the site's robots.txt names; FetchError where it cannot be had."""
        require_contact(url, self.contact)
        rules = await self._rules(url, Target(url, source.name), source, source.delay)
        return rules.sitemaps

    async def _rules(self, url: str, target: Target, source: Source, pace: float) -> RobotsRules:
        robots = replace(target, role="robots", credential=None)

        async def ask(robots_url: str) -> Exchange:
            exchange = await self._asked(robots_url, robots, source, pace, {})
            answered = exchange.problem is None and (exchange.status or 500) < 500
            self._note(exchange, robots, "fetched" if answered else "failed", None)
            return exchange

        return await self._robots.rules(url, ask)

    async def _asked(
        self, url: str, target: Target, source: Source, delay: float, headers: Mapping[str, str]
    ) -> Exchange:
        """One whole answer, asked for again where waiting helps."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            exchange = await self._sent(url, target, source, delay, headers)
            again = exchange.status in (429, 503) or (exchange.transient and attempt == 1)
            pause = self.politeness.state(host_key(url)).blocked_until - self.clock()
            if not again or attempt == MAX_ATTEMPTS or pause > self._patience:
                break
            self._note(exchange, target, "failed", f"{_words(exchange)}; asked again")
        return exchange

    async def _sent(
        self, url: str, target: Target, source: Source, delay: float, headers: Mapping[str, str]
    ) -> Exchange:
        host = host_key(url)
        async with self.politeness.turn(host, delay):
            sent = self._with_credential(url, target)
            caps = _LIST_CAPS if target.role == "sitemap" else _API_CAPS[target.robots]
            exchange = await self._client.exchange(sent, headers, source.allow_private, caps)
            exchange = self._redacted(exchange, url)
            if exchange.problem == "failed":
                self.politeness.failed(host, exchange.detail)
            elif exchange.status is not None:
                self.politeness.answered(host, exchange.status, exchange.header("retry-after"))
            return exchange

    def _conditions(self, target: Target) -> dict[str, str]:
        page = self.frontier.page(target.url)
        if page is None or page.sha256 is None or target.role == "api":
            return {}
        conditions = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
        return {name: value for name, value in conditions.items() if value and value.isascii()}

    def _with_credential(self, url: str, target: Target) -> str:
        if target.credential is None:
            return url
        extra = {"tool": "hedgerow", "email": self.contact, "api_key": self._key(target)}
        given = urlencode({name: value for name, value in extra.items() if value})
        return f"{url}{'&' if urlsplit(url).query else '?'}{given}"

    def has_key(self, api: str) -> bool:
        """Was a key for this API given?"""
        return bool(self._keys.get(api))

    def _key(self, target: Target) -> str | None:
        return self._keys.get(target.credential or "")

    def _redacted(self, exchange: Exchange, url: str) -> Exchange:
        """The exchange under its own URL, with no key in anything that is kept."""
        headers, detail = exchange.headers, exchange.detail
        for key in self._keys.values():
            headers = tuple((name, value.replace(key, "[key]")) for name, value in headers)
            detail = detail.replace(key, "[key]")
        return replace(exchange, url=url, headers=headers, detail=detail)

    # --- what came back ------------------------------------------------------------------------

    def _settled(self, target: Target, exchange: Exchange, url: str) -> Response:
        outcome, reason = self._judged(target, exchange)
        response = self._answer(target, exchange, outcome, reason, url)
        if exchange.problem is None and outcome != "robots_denied":
            file, offset = self.archive.write_exchange(
                exchange, target.url, target.source, target.role, response.fetched_at
            )
            response = replace(response, archive_file=file, archive_offset=offset)
        self._record(response, target.role, response.archive_file)
        return response

    def _judged(self, target: Target, exchange: Exchange) -> tuple[Outcome, str | None]:
        if exchange.problem:
            return exchange.problem, exchange.detail
        if exchange.status == 304:
            return "unchanged", "the site says so (304)"
        if exchange.status is None or not 200 <= exchange.status < 300:
            return "failed", _words(exchange)
        if (
            target.robots
            and target.role == "page"
            and _no_index(exchange.header("x-robots-tag") or "")
        ):
            return "robots_denied", "X-Robots-Tag: noindex"
        if not exchange.body.strip():
            return "failed", "the body is empty"
        kind = sniff(exchange.body, exchange.header("content-type") or "")
        if kind in _UNREAD:
            return "refused", f"content of type {kind} is not read"
        page = self.frontier.page(target.url)
        if target.role != "api" and page and page.sha256 == _sha256(exchange.body):
            return "unchanged", "same bytes as last time"
        return "fetched", None

    def _answer(
        self,
        target: Target,
        exchange: Exchange,
        outcome: Outcome,
        reason: str | None,
        url: str,
    ) -> Response:
        headers = {name.lower(): exchange.header(name) or "" for name, _ in exchange.headers}
        body = exchange.body if outcome in ("fetched", "unchanged") else b""
        return replace(
            self._blank(target, outcome, reason),
            final_url=url,
            status=exchange.status,
            headers=headers,
            body=body,
            sha256=_sha256(body) if body else None,
            milliseconds=exchange.milliseconds,
            wire_bytes=len(exchange.wire),
        )

    def _note(
        self, exchange: Exchange, target: Target, outcome: Outcome, reason: str | None
    ) -> None:
        """None; a request on the way to the page has its own row and its own record."""
        if outcome == "fetched" and (exchange.status or 0) >= 400:
            reason = _words(exchange)
        response = self._answer(target, exchange, outcome, reason or exchange.detail or None, "")
        response = replace(response, url=exchange.url, final_url=exchange.url)
        if exchange.problem is None:
            file, offset = self.archive.write_exchange(
                exchange, target.url, target.source, "hop", response.fetched_at
            )
            response = replace(response, archive_file=file, archive_offset=offset)
        length = self.archive.length if response.archive_file else None
        self.frontier.record_request(response, self.run_id, length)

    def _record(self, response: Response, role: Role, file: str | None) -> None:
        length = self.archive.length if file else None
        if role == "api":
            self.frontier.record_request(response, self.run_id, length)
        else:
            self.frontier.record(response, self.run_id, role, self.clock(), length)

    def _listed(self, response: Response) -> Response:
        """The response, with the archived body where a list has not changed since."""
        page = self.frontier.page(response.url)
        if response.body or not page or page.role not in _LISTS or page.archive_file is None:
            return response
        if response.outcome not in ("unchanged", "not_due"):
            return response
        try:
            kept = read_record(self.home, page.archive_file, page.archive_offset or 0)
        except DocumentError as error:
            return replace(response, outcome="failed", reason=str(error))
        return replace(response, body=kept.body, headers=kept.headers, final_url=kept.final_url)

    # --- after a kill ----------------------------------------------------------------------------

    def _adopt(self) -> None:
        """None; records that reached the archive but not the frontier are entered now."""
        for path in sorted((self.home / FOLDER).glob("*.warc.gz")):
            name = f"{FOLDER}/{path.name}"
            known, size = self.frontier.archive_length(name), path.stat().st_size
            if size <= known:
                continue
            for response, role, end in records_from(self.home, name, known):
                self._adopt_one(response, role, end)
            self.frontier.set_archive_length(name, size)

    def _adopt_one(self, response: Response, role: str, end: int) -> None:
        note = "found in the archive after a crawl was killed"
        good = response.status is None or 200 <= response.status < 300
        if good and role in ("page", "feed", "sitemap"):
            known: Role = "page" if role == "page" else "feed" if role == "feed" else "sitemap"
            response = replace(response, reason=note)
            self.frontier.record(response, self.run_id, known, self.clock(), end)
        else:
            outcome: Outcome = "fetched" if good else "failed"
            response = replace(response, outcome=outcome, reason=note)
            self.frontier.record_request(response, self.run_id, end)


def require_contact(url: str, contact: str | None) -> None:
    """None, when this URL may be asked; InputError where a contact is missing."""
    if contact or is_loopback(url):
        return
    raise InputError(
        f"a crawl of {host_key(url)} needs a contact that the site can reach: run `hedgerow init`"
        " and set contact in settings.toml, or set HEDGEROW_CONTACT"
    )


def _locked(home: Path) -> FileLock:
    lock = FileLock(home / "crawl.lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError(f"{home}: another crawl of this home is running; wait for it") from None
    return lock


def _user_agent(contact: str | None) -> str:
    try:
        number = version("hedgerow")
    except PackageNotFoundError:
        number = "0"
    return f"hedgerow/{number}" + (f" (+{contact})" if contact else "")


def _unreadable(capture: Capture, reason: str, at: str) -> Response:
    return Response(
        url=capture.url,
        final_url=capture.url,
        source=capture.source,
        outcome="failed",
        fetched_at=at,
        reason=reason,
        archive_file=capture.archive_file,
        archive_offset=capture.archive_offset,
    )


def _outcome(error: FetchError) -> Outcome:
    known: dict[str, Outcome] = {
        "blocked": "blocked",
        "forgotten": "forgotten",
        "refused": "refused",
        "robots_denied": "robots_denied",
        "too_large": "too_large",
    }
    return known.get(error.outcome, "failed")


def _words(exchange: Exchange) -> str:
    return exchange.detail or f"HTTP {exchange.status} {exchange.phrase}".strip()


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _no_index(header: str) -> bool:
    """Does an X-Robots-Tag for everyone, or for us, say noindex or none?"""
    for part in header.lower().split(","):
        agent, colon, directive = part.rpartition(":")
        if colon and agent.strip() not in ("hedgerow", "*"):
            continue
        if directive.strip() in ("noindex", "none"):
            return True
    return False


def _is_absent(error: OSError) -> bool:
    return isinstance(error, FileNotFoundError | NotADirectoryError)
