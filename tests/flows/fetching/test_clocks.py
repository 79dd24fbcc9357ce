"""Clocks that jump: no host is hurried, and no page or host is left alone for years."""

from __future__ import annotations

import time

import pytest

from flows.fetching.frontier import HostState
from flows.fetching.politeness import LONGEST_PAUSE, Politeness, steady_clock
from tests.flows.chaos import Answer, article
from tests.flows.conftest import START, Bench

DAY = 86_400.0
YEAR = 365 * DAY


@pytest.mark.parametrize("ahead", [2 * DAY, 30 * DAY, 3 * YEAR])
@pytest.mark.parametrize("status", [200, 404])
def test_a_page_asked_by_a_clock_that_was_ahead_is_asked_again_by_the_right_one(
    bench: Bench, ahead: float, status: int
) -> None:
    bench.site.routes["/a"] = Answer(article().encode(), status)
    bench.clock.now = START + ahead
    bench.fetch(bench.site.url + "/a")
    bench.clock.now = START
    bench.fetch(bench.site.url + "/a")
    bench.fetch(bench.site.url + "/a")
    assert bench.site.paths()["/a"] == 2, "once more, and then not before it is due"
    assert bench.site.paths()["/robots.txt"] == 2


def test_a_clock_that_jumps_ahead_makes_pages_due_once(bench: Bench) -> None:
    bench.site.page("/a", article())
    bench.fetch(bench.site.url + "/a")
    bench.clock.now += YEAR
    bench.fetch(bench.site.url + "/a")
    bench.fetch(bench.site.url + "/a")
    assert bench.site.paths()["/a"] == 2


def test_a_host_that_a_wrong_clock_left_alone_for_years_is_asked_after_a_day(bench: Bench) -> None:
    url = bench.site.page("/a", article())
    host = url.removeprefix("http://").removesuffix("/a")

    async def blocked(fetcher: object) -> None:
        fetcher.frontier.set_host(HostState(host, blocked_until=START + YEAR, why="it said so"))  # type: ignore[attr-defined]

    bench.crawl(blocked)
    assert bench.fetch(url)[0].outcome == "blocked"
    bench.clock.now += LONGEST_PAUSE + 1
    assert bench.fetch(url)[0].outcome == "fetched"


def test_the_pace_of_a_crawl_does_not_follow_a_clock_that_is_set(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady, before = steady_clock(), time.time()
    monkeypatch.setattr(time, "time", lambda: before + YEAR)
    assert abs(steady() - before) < 60
    monkeypatch.setattr(time, "time", lambda: before - YEAR)
    assert abs(steady() - before) < 60

    async def paced(fetcher: object) -> float:
        politeness = Politeness(fetcher.frontier, steady, bench.clock.sleep)  # type: ignore[attr-defined]
        async with politeness.turn("h", 30.0):
            pass
        async with politeness.turn("h", 30.0):
            pass
        return sum(bench.clock.slept)

    assert bench.crawl(paced) > 25
