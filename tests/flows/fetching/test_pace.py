"""When a page is asked for, how soon again, and how a host is spared."""

from __future__ import annotations

import asyncio
from email.utils import formatdate

import pytest

from flows.fetching import Fetcher, Target
from tests.flows.chaos import Answer, Asked, Site, article
from tests.flows.conftest import START, Bench


def test_nothing_is_asked_twice_in_one_night(bench: Bench, site: Site) -> None:
    url = site.page("/a", article())
    assert [bench.fetch(url)[0].outcome for _ in range(2)] == ["fetched", "not_due"]
    assert site.paths() == {"/robots.txt": 1, "/a": 1}


def test_a_page_is_asked_again_less_and_less_often(bench: Bench, site: Site) -> None:
    url = site.page("/a", article())
    bench.fetch(url)
    days = []
    for day in range(1, 130):
        bench.clock.now = START + day * 86_400
        if bench.fetch(url)[0].outcome == "unchanged":
            days.append(day)
    assert days == [1, 4, 11, 32, 92]
    site.page("/a", article(2))
    bench.clock.now = START + 300 * 86_400
    assert bench.fetch(url)[0].ok
    bench.clock.now += 86_400
    assert bench.fetch(url)[0].outcome == "unchanged"


def test_an_unchanged_page_is_asked_for_by_its_tag(bench: Bench, site: Site) -> None:
    def tagged(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"v1"':
            return Answer(status=304)
        return Answer(b"<p>words</p>", headers={"ETag": '"v1"', "Last-Modified": "yesterday"})

    site.routes["/a"] = tagged
    bench.fetch(site.url + "/a")
    bench.clock.now += 86_400
    (second,) = bench.fetch(site.url + "/a")
    assert (second.outcome, second.status) == ("unchanged", 304)
    assert site.asked[-1].headers["if-modified-since"] == "yesterday"


def test_a_missing_page_is_left_for_a_day_a_broken_one_is_not(bench: Bench, site: Site) -> None:
    site.routes["/broken"] = Answer(b"", 502)
    urls = (site.url + "/missing", site.url + "/broken")
    assert [r.outcome for r in bench.fetch(*urls)] == ["failed", "failed"]
    assert [r.outcome for r in bench.fetch(*urls)] == ["failed", "failed"]
    assert site.paths() == {"/robots.txt": 1, "/missing": 1, "/broken": 2}


def test_the_larger_of_delay_and_crawl_delay_is_the_pace(bench: Bench, site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7")
    bench.fetch(*(site.page(f"/{n}", article(n)) for n in range(4)), delay=2)
    assert all(2 <= pause <= 2.5 for pause in bench.clock.slept[:1])
    assert all(7 <= pause <= 8.75 for pause in bench.clock.slept[1:])
    assert len(bench.clock.slept) == 4


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_waited_for_and_the_page_is_had(bench: Bench, site: Site, form: str) -> None:
    value = "30" if form == "seconds" else formatdate(START + 30, usegmt=True)

    def busy_once(asked: Asked) -> Answer:
        return (
            Answer(article().encode()) if asked.count else Answer(b"", 429, {"Retry-After": value})
        )

    site.routes["/a"] = busy_once
    (response,) = bench.fetch(site.url + "/a")
    assert response.ok
    assert bench.clock.slept == [pytest.approx(30, abs=1)]


def test_a_long_pause_blocks_the_whole_host_over_nights(bench: Bench, site: Site) -> None:
    site.routes["/a"] = Answer(b"", 503, {"Retry-After": "7200"})
    other = site.page("/b", article())
    first, second = bench.fetch(site.url + "/a", other)
    assert (first.outcome, first.status) == ("failed", 503)
    assert second.outcome == "blocked"
    assert "left alone until 2026-09-21T16:13:20Z: it answered 503" in (second.reason or "")
    assert bench.fetch(other)[0].outcome == "blocked"
    assert "/b" not in site.paths()
    bench.clock.now += 7_300
    assert bench.fetch(other)[0].ok


def test_a_429_without_a_word_pauses_a_minute_then_two(bench: Bench, site: Site) -> None:
    site.routes["/a"] = Answer(b"", 429)
    (response,) = bench.fetch(site.url + "/a")
    assert response.status == 429
    assert site.paths()["/a"] == 2
    assert 60 <= bench.clock.slept[0] <= 75
    (blocked,) = bench.fetch(site.page("/b", article()))
    assert blocked.outcome == "blocked"


def test_five_failures_in_a_row_open_the_breaker(bench: Bench, site: Site) -> None:
    paths = [f"/{n}" for n in range(7)]
    site.routes.update({path: Answer(b"", 500) for path in paths})
    outcomes = [response.outcome for response in bench.fetch(*(site.url + p for p in paths))]
    assert outcomes == ["failed"] * 5 + ["blocked"] * 2
    bench.clock.now += 1_801
    site.routes.update({path: Answer(article().encode()) for path in paths})
    assert [r.ok for r in bench.fetch(*(site.url + p for p in paths))] == [True] * 7


def test_one_request_at_a_time_for_one_host(bench: Bench, site: Site) -> None:
    urls = [site.page(f"/{n}", article(n)) for n in range(12)]

    async def work(fetcher: Fetcher) -> None:
        source = bench.source()
        await asyncio.gather(*(fetcher.fetch(Target(url, "test"), source) for url in urls))

    bench.crawl(work)
    assert site.busiest == 1
    assert len(site.asked) == 13
