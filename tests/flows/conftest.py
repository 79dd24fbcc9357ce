"""A faulty web site on loopback, a clock that only sleep moves, and fetchers over both."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = str(Path(__file__).resolve().parent.parent.parent)
if ROOT not in sys.path:
    sys.path.append(ROOT)  # for `from tests.flows.chaos import ...` under --import-mode=importlib

from flows.catalogue import Source  # noqa: E402
from flows.fetching import Fetcher, Response, Target  # noqa: E402
from flows.fetching.client import Caps, HttpClient  # noqa: E402
from flows.reading_pool import POOL, ReadingPool  # noqa: E402
from tests.flows.chaos import Site, chaos_site  # noqa: E402

T = TypeVar("T")
START = 1_790_000_000.0


@dataclass
class Clock:
    """Seconds since 1970; moved by `sleep`, which returns at once."""

    now: float = START
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Bench:
    """A home, a clock and a site; each `crawl` is one Fetcher's life."""

    home: Path
    site: Site
    clock: Clock
    contact: str | None = None
    patience: float = 90.0
    caps: Caps | None = None
    client: Callable[[], HttpClient] | None = None
    runs: int = 0

    def fetcher(self) -> Fetcher:
        self.runs += 1
        return Fetcher(
            self.home,
            f"run-{self.runs}",
            self.contact,
            clock=self.clock,
            sleep=self.clock.sleep,
            rng=random.Random(1),
            patience=self.patience,
            client=self.client() if self.client else HttpClient("test", None, self.caps),
        )

    def crawl(self, work: Callable[[Fetcher], Awaitable[T]]) -> T:
        async def life() -> T:
            async with self.fetcher() as fetcher:
                return await work(fetcher)

        return asyncio.run(life())

    def source(self, *urls: str, **changes: object) -> Source:
        given = {"delay": 0.0, "allow_private": True, **changes}
        return Source("test", urls=urls, **given)  # type: ignore[arg-type]

    def fetch(self, *urls: str, **changes: object) -> list[Response]:
        """One crawl of these pages, one after the other."""
        source = self.source(*urls, **changes)

        async def work(fetcher: Fetcher) -> list[Response]:
            return [await fetcher.fetch(Target(url, "test"), source) for url in urls]

        return self.crawl(work)


@pytest.fixture
def site() -> Iterator[Site]:
    with chaos_site() as running:
        yield running


@pytest.fixture
def bench(tmp_path: Path, site: Site) -> Bench:
    return Bench(tmp_path / "home", site, Clock())


@pytest.fixture(scope="session")
def reading_process() -> Iterator[ReadingPool]:
    """One process with the language part loaded, for all crawls that are run in this process."""
    with ReadingPool(1) as pool:
        yield pool


@pytest.fixture(scope="module")
def readers(reading_process: ReadingPool) -> Iterator[None]:
    """Crawls that this module runs in its own process read in that one process."""
    before = POOL.set(reading_process)
    yield
    POOL.reset(before)
