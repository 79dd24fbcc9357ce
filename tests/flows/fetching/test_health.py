"""A source that suddenly gives nothing, or ten times less text, is an alarm."""

from __future__ import annotations

from flows.fetching import Frontier, SourceHealth, source_health
from tests.flows.chaos import Site, article
from tests.flows.conftest import Bench


def health(bench: Bench) -> SourceHealth:
    with Frontier(bench.home) as frontier:
        (row,) = source_health(frontier)
    return row


def nights(bench: Bench, site: Site, count: int, size: int) -> None:
    for night in range(count):
        bench.clock.now += 86_400
        urls = [site.page(f"/{night}-{n}-{size}", article(n) + " words" * size) for n in range(3)]
        bench.fetch(*urls)


def test_a_steady_source_raises_no_alarm(bench: Bench, site: Site) -> None:
    nights(bench, site, 5, 100)
    row = health(bench)
    assert (row.pages, row.usual_pages, row.alarm) == (3, (3, 3), None)
    assert row.last_success == "2026-09-26T14:13:20Z"
    assert row.bytes_per_page > 600


def test_ten_times_less_text_is_an_alarm(bench: Bench, site: Site) -> None:
    nights(bench, site, 4, 1000)
    nights(bench, site, 1, 0)
    assert (health(bench).alarm or "").endswith("times smaller than usual")


def test_nothing_at_all_is_an_alarm_from_the_first_night(bench: Bench, site: Site) -> None:
    bench.fetch(site.url + "/none")
    row = health(bench)
    assert (row.alarm, row.last_success) == ("nothing came: 1 requests failed", None)
