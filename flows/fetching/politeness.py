"""When a host may be asked: one request at a time, a pace, pauses it asked for, a breaker.

State outlives the crawl: a host that asked for a day's pause tonight is left alone tomorrow.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from extractors.errors import FetchError
from flows.fetching.archive import iso_time
from flows.fetching.frontier import Frontier, HostState

__all__ = ["Politeness", "retry_after", "steady_clock"]

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

FIRST_PAUSE = 60.0
LONGEST_PAUSE = 86_400.0
BREAKER_FAILURES = 5
FIRST_BREAK = 1_800.0
JITTER = 0.25


class Politeness:
    """Hands out turns at hosts; `patience` is how long one wait for a host may last, in seconds."""

    def __init__(
        self,
        frontier: Frontier,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
        rng: random.Random | None = None,
        patience: float = 90.0,
    ) -> None:
        self._frontier = frontier
        self.clock = clock
        self._sleep = sleep
        self._rng = rng or random.Random()
        self.patience = patience
        self._locks: dict[str, asyncio.Lock] = {}
        self._hosts: dict[str, HostState] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """The sole right to ask this host, once its pace allows.

        FetchError `blocked`, with the reason, where the host wants a longer pause than patience.
        """
        async with self._locks.setdefault(host, asyncio.Lock()):
            await self._wait(host)
            try:
                yield
            finally:
                pause = delay * (1 + JITTER * self._rng.random())
                if pause:
                    self._set(replace(self.state(host), next_at=self.clock() + pause), delay > 5)

    def state(self, host: str) -> HostState:
        """What is known of a host."""
        if host not in self._hosts:
            self._hosts[host] = self._frontier.host(host)
            most = self.clock() + LONGEST_PAUSE
            if self._hosts[host].blocked_until > most:  # as told by a clock that was ahead
                self._set(replace(self._hosts[host], blocked_until=most), True)
        return self._hosts[host]

    def pause(self, host: str) -> float:
        """For how many seconds from now the host is to be left alone; none or fewer: it is not."""
        return self.state(host).blocked_until - self.clock()

    async def _wait(self, host: str) -> None:
        state = self.state(host)
        blocked = state.blocked_until - self.clock()
        if blocked > self.patience:
            until = iso_time(state.blocked_until)
            raise FetchError("blocked", f"{host} is left alone until {until}: {state.why}")
        wait = max(blocked, min(state.next_at - self.clock(), 300.0))
        if wait > 0:
            await self._sleep(wait)

    def answered(self, host: str, status: int, asked: str | None) -> None:
        """None; the host's answer is taken to heart: 429 and 503 pause it, others clear it."""
        state = self.state(host)
        if status in (429, 503):
            wait = retry_after(asked, self.clock())
            why = f"it answered {status}" + (f", Retry-After: {asked}" if wait is not None else "")
            self._pause(state, wait, why)
        elif status >= 500:
            self.failed(host, f"it answered {status}")
        elif state.failures or state.pauses:
            self._set(HostState(host, next_at=state.next_at), True)

    def _pause(self, state: HostState, wait: float | None, why: str) -> None:
        pauses = state.pauses + 1
        if wait is None:
            wait = FIRST_PAUSE * 2 ** min(pauses - 1, 12) * (1 + JITTER * self._rng.random())
        until = self.clock() + min(wait, LONGEST_PAUSE)
        changed = replace(state, blocked_until=until, why=why, pauses=pauses)
        self._set(changed, True)

    def failed(self, host: str, why: str) -> None:
        """None; after five failures in a row the host is left alone, ever longer."""
        state = self.state(host)
        failures = state.failures + 1
        changed = replace(state, failures=failures)
        if failures >= BREAKER_FAILURES:
            wait = min(FIRST_BREAK * 2 ** (failures - BREAKER_FAILURES), LONGEST_PAUSE)
            why = f"{failures} failures in a row, the last: {why}"
            changed = replace(changed, blocked_until=self.clock() + wait, why=why)
        self._set(changed, True)

    def _set(self, state: HostState, keep: bool) -> None:
        self._hosts[state.host] = state
        if keep:
            self._frontier.set_host(state)

    def remember(self) -> None:
        """None, once the pace of every host is on disk."""
        with self._frontier.transaction():
            for state in self._hosts.values():
                self._frontier.set_host(state)


def steady_clock() -> Clock:
    """Seconds since 1970 as the system tells them now, and from then on as they truly pass.

    A clock that is set while a crawl runs neither shortens the pause of a host nor prolongs it.
    """
    start = time.time() - time.monotonic()
    return lambda: start + time.monotonic()


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds to wait, from a Retry-After in seconds or as a date; None for no usable one."""
    if not value or not value.strip():
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_PAUSE)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    wait = (when - datetime.fromtimestamp(now, UTC)).total_seconds()
    return min(max(wait, 0.0), LONGEST_PAUSE)
