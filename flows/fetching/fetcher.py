"""The whole of fetching behind one call: `Fetcher.fetch(target, source)` never raises for a host.

Order of things for one request: is it due, may robots.txt have it, is it the host's turn, send,
archive, then one transaction with the row, the page's state and the mark "still to be staged".
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from extractors.errors import DocumentError, FetchError
from flows.catalogue import Source
from flows.fetching.archive import Archive, iso_time, read_record
from flows.fetching.asking import Asking
from flows.fetching.client import HttpClient
from flows.fetching.contact import user_agent
from flows.fetching.frontier import Frontier, PageState
from flows.fetching.home_lock import HomeLock
from flows.fetching.keeping import Keeping, sha256_of
from flows.fetching.politeness import Clock, Politeness, Sleep, steady_clock
from flows.fetching.recovery import adopt, let_pass, pending
from flows.fetching.response import Outcome, Response
from flows.fetching.schedule import longest_wait
from flows.fetching.target import Target
from warehouse.records import FetchRecord

__all__ = ["Fetcher", "Plan"]


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
        clock: Clock | None = None,
        sleep: Sleep = asyncio.sleep,
        rng: random.Random | None = None,
        patience: float = 90.0,
        client: HttpClient | None = None,
    ) -> None:
        self.home, self.run_id = home, run_id
        self._lock = HomeLock(home, "crawl")
        self._lock.acquire()
        self.clock = clock or time.time
        self.frontier = _opened(home, self._lock)
        self.archive = Archive(home, run_id)
        self.politeness = Politeness(self.frontier, clock or steady_clock(), sleep, rng, patience)
        self._client = client or HttpClient(user_agent(contact), contact)
        self._keeping = Keeping(home, run_id, self.frontier, self.archive, self.clock)
        self._asking = Asking(
            self._client,
            self.frontier,
            self.politeness,
            self._keeping.note,
            contact,
            api_keys or {},
        )

    async def __aenter__(self) -> Fetcher:
        try:
            adopt(self.home, self.frontier, self.run_id, self.clock())
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
        """None, once everything is on disk and every connection closed.

        Pages that ask for no copy leave the archive here, once they are staged.
        """
        await self._client.aclose()
        self.archive.close()
        let_pass(self.home, self.frontier, self.clock())
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
        return pending(self.home, self.frontier, source, self.clock())

    def mark_staged(self, responses: Iterable[Response]) -> None:
        """None; these need no reading again."""
        self.frontier.mark_staged(responses)

    # --- asking ----------------------------------------------------------------------------------

    def plan(self, target: Target) -> Plan:
        """Whether this target would be asked for now, in words for `--dry-run`."""
        if self.frontier.is_forgotten(target.url):
            return Plan(False, "it was taken out by `hedgerow forget`")
        page = self.frontier.page(target.url)
        if target.body is not None and page and page.sha256 == sha256_of(target.body):
            return Plan(False, "the API gives the same record as last time")
        if target.path is not None or target.body is not None:
            return Plan(True, "it costs no request")
        if page is None or target.role == "api":
            return Plan(True, "new" if page is None else "an API is always asked")
        last = f"{page.outcome} at {iso_time(page.last_seen or page.first_seen)}"
        if self._is_due(page):
            return Plan(True, f"{last}; due since {iso_time(min(page.due, self.clock()))}")
        return Plan(False, f"{last}; due from {iso_time(page.due)}")

    async def fetch(self, target: Target, source: Source) -> Response:
        """What came back, or why nothing did; never raises for a bad host, page or file.

        InputError where a site other than this machine is asked without a contact.
        """
        if self.frontier.is_forgotten(target.url):
            return self._keeping.blank(target, "forgotten", self.plan(target).why)
        if target.path is not None or target.body is not None:
            return self._keeping.kept(target)
        plan = self.plan(target)
        if not plan.due:
            standing = self._keeping.blank(target, *self._standing(target, plan))
            return self._keeping.listed(standing)
        try:
            exchange, url = await self._asking.answer(target, source)
        except FetchError as error:
            return self._keeping.refused(target, _outcome(error), error.detail)
        return self._keeping.listed(self._keeping.settled(target, exchange, url))

    async def sitemaps_of(self, url: str, source: Source) -> tuple[str, ...]:
        """The sitemaps that the site's robots.txt names; FetchError where it cannot be had."""
        return await self._asking.sitemaps_of(url, source)

    def kept_body(self, url: str) -> bytes:
        """The last body that this URL gave, out of the archive; empty where there is none."""
        page = self.frontier.page(url)
        if page is None or page.archive_file is None:
            return b""
        try:
            return read_record(self.home, page.archive_file, page.archive_offset or 0).body
        except DocumentError:  # pruned, or torn: it counts as never had
            return b""

    def has_key(self, api: str) -> bool:
        """Was a key for this API given?"""
        return self._asking.has_key(api)

    def _is_due(self, page: PageState) -> bool:
        """Whether a page's time has come, also where its state was written by a clock gone wrong.

        None is due later than its schedule's wait from now: such a one was asked in the future.
        """
        left = page.due - self.clock()
        return left <= 0 or left > longest_wait(page.role, page.interval, page.quiet, page.strikes)

    def _standing(self, target: Target, plan: Plan) -> tuple[Outcome, str]:
        """How a target that is not due stands: well, or as its last request ended, and why."""
        page = self.frontier.page(target.url)
        if page is None or page.sha256 is not None:
            return "not_due", plan.why
        return page.outcome, f"{page.reason or page.outcome} (asked from {iso_time(page.due)})"


def _opened(home: Path, lock: HomeLock) -> Frontier:
    try:
        return Frontier(home)
    except BaseException:
        lock.release()
        raise


def _outcome(error: FetchError) -> Outcome:
    known: dict[str, Outcome] = {
        "blocked": "blocked",
        "forgotten": "forgotten",
        "refused": "refused",
        "robots_denied": "robots_denied",
        "too_large": "too_large",
    }
    return known.get(error.outcome, "failed")
