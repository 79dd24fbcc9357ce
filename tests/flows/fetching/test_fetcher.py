"""One fetch against a site that does everything wrong: an outcome and a reason, never a crash."""

from __future__ import annotations

import asyncio
import gzip
import os
import sqlite3
import zlib
from email.utils import formatdate
from pathlib import Path

import pytest

from extractors.errors import InputError
from flows.fetching import Fetcher, Target, read_record
from flows.fetching.client import Caps
from tests.flows.chaos import Answer, Asked, Site, article, bomb
from tests.flows.conftest import START, Bench


def test_a_page_is_fetched_archived_recorded_and_read_again(bench: Bench, site: Site) -> None:
    url = site.page("/a", article(), ETag='"1"')
    (response,) = bench.fetch(url)
    assert (response.outcome, response.status, response.body) == (
        "fetched",
        200,
        article().encode(),
    )
    assert response.media_type == "text/html"
    assert response.fetched_at == "2026-09-21T14:13:20Z"
    assert response.archive_file is not None and response.archive_offset is not None
    again = read_record(bench.home, response.archive_file, response.archive_offset)
    assert (again.body, again.url, again.source) == (response.body, url, "test")
    assert (again.sha256, again.headers["etag"]) == (response.sha256, '"1"')


def test_every_request_is_one_row(bench: Bench, site: Site) -> None:
    url = site.page("/a", article())

    async def work(fetcher: Fetcher) -> list[tuple[str, str, int | None, str | None]]:
        for path in (url, site.url + "/none"):
            await fetcher.fetch(Target(path, "test"), bench.source())
        return [(row.url, row.outcome, row.status, row.reason) for row in fetcher.records]

    assert bench.crawl(work) == [
        (site.url + "/robots.txt", "fetched", 404, "HTTP 404 Not Found"),
        (url, "fetched", 200, None),
        (site.url + "/none", "failed", 404, "HTTP 404 Not Found"),
    ]


FAULTS: dict[str, tuple[Answer, str, str]] = {
    "not there": (Answer(b"gone", 410), "failed", "HTTP 410 Gone"),
    "its own fault": (Answer(b"oops", 500), "failed", "HTTP 500 Internal Server Error"),
    "empty": (Answer(b" "), "failed", "the body is empty"),
    "truncated": (Answer(b"<html>", length=99), "failed", "broken answer"),
    "announced too large": (Answer(b"x", length=6_000_000), "too_large", "6,000,000 bytes"),
    "too large unannounced": (Answer(b"x" * 5_300_000, chunked=True), "too_large", "on the wire"),
    "a PDF by name": (
        Answer(b"x", headers={"Content-Type": "application/pdf"}),
        "refused",
        "application/pdf is not read",
    ),
    "a PDF in disguise": (Answer(b"%PDF-1.7 ..."), "refused", "application/pdf is not read"),
    "an image": (Answer(b"x", headers={"Content-Type": "image/png"}), "refused", "image/png"),
    "a coding not asked for": (
        Answer(b"x", headers={"Content-Encoding": "br"}),
        "failed",
        "content-encoding 'br'",
    ),
    "broken gzip": (
        Answer(b"no gzip", headers={"Content-Encoding": "gzip"}),
        "failed",
        "broken compressed body",
    ),
    "gzip cut short": (
        Answer(gzip.compress(b"words " * 500)[:-9], headers={"Content-Encoding": "gzip"}),
        "failed",
        "ends too early",
    ),
    "not to be indexed": (
        Answer(b"<html>", headers={"X-Robots-Tag": "otherbot: nofollow, noindex"}),
        "robots_denied",
        "X-Robots-Tag",
    ),
}


@pytest.mark.parametrize(("answer", "outcome", "reason"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_an_outcome_with_its_reason(
    bench: Bench, site: Site, answer: Answer, outcome: str, reason: str
) -> None:
    site.routes["/x"] = answer
    good = site.page("/good", article())
    bad, after = bench.fetch(site.url + "/x", good)
    assert (bad.outcome, bad.body) == (outcome, b"")
    assert reason in (bad.reason or "")
    assert after.ok


def test_a_gzip_bomb_stops_at_the_cap(bench: Bench, site: Site) -> None:
    site.routes["/bomb"] = Answer(bomb(64), headers={"Content-Encoding": "gzip"})
    (response,) = bench.fetch(site.url + "/bomb")
    assert response.outcome == "too_large"
    assert "20,971,520 bytes once decoded" in (response.reason or "")


def test_a_slow_drip_ends_at_the_deadline(bench: Bench, site: Site) -> None:
    site.page("/robots.txt", "")
    site.routes["/drip"] = Answer(b"x" * 100, drip=0.05)
    bench.caps = Caps(total_seconds=0.3)
    (response,) = bench.fetch(site.url + "/drip")
    assert (response.outcome, response.reason) == ("failed", "took longer than 0.3 s in all")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "bare deflate", "two members"])
def test_codings_are_undone_and_kept_as_received(bench: Bench, site: Site, coding: str) -> None:
    body = article(7).encode()
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "bare deflate": bare.compress(body) + bare.flush(),
        "two members": gzip.compress(body[:50]) + gzip.compress(body[50:]),
    }[coding]
    name = "deflate" if "deflate" in coding else "gzip"
    site.routes["/x"] = Answer(packed, headers={"Content-Encoding": name}, chunked=True)
    (response,) = bench.fetch(site.url + "/x")
    assert (response.body, response.wire_bytes) == (body, len(packed))
    assert response.archive_file is not None and response.archive_offset is not None
    again = read_record(bench.home, response.archive_file, response.archive_offset)
    assert (again.body, again.wire_bytes) == (body, len(packed))
    assert "transfer-encoding" not in again.headers


def test_a_wrong_charset_passes_as_bytes(bench: Bench, site: Site) -> None:
    body = "<p>naïve café</p>".encode("cp1252")
    site.routes["/x"] = Answer(body, headers={"Content-Type": "text/html; charset=utf-8"})
    (response,) = bench.fetch(site.url + "/x")
    assert (response.body, response.content_type) == (body, "text/html; charset=utf-8")


def test_redirects_are_followed_and_each_hop_is_a_row(bench: Bench, site: Site) -> None:
    end = site.page("/end", article())
    site.routes["/a"] = Answer(status=301, headers={"Location": "/b#part"})
    site.routes["/b"] = Answer(status=302, headers={"Location": end})

    async def work(fetcher: Fetcher) -> list[tuple[str, str]]:
        response = await fetcher.fetch(Target(site.url + "/a", "test"), bench.source())
        assert (response.url, response.final_url) == (site.url + "/a", end)
        assert response.ok
        return [(row.url.removeprefix(site.url), row.outcome) for row in fetcher.records]

    assert bench.crawl(work)[1:] == [
        ("/a", "redirected"),
        ("/b", "redirected"),
        ("/a", "fetched"),
    ]


def test_a_redirect_loop_ends(bench: Bench, site: Site) -> None:
    site.routes["/loop"] = Answer(status=302, headers={"Location": "/loop"})
    (response,) = bench.fetch(site.url + "/loop")
    assert (response.outcome, response.reason) == ("failed", "more than 5 redirects")
    assert site.paths()["/loop"] == 6


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://example.org/x", "//", "gopher:x"])
def test_a_redirect_out_of_the_web_is_refused(bench: Bench, site: Site, place: str) -> None:
    site.routes["/x"] = Answer(status=302, headers={"Location": place})
    (response,) = bench.fetch(site.url + "/x")
    assert response.outcome in ("refused", "failed")
    assert response.body == b""


def test_a_redirect_into_a_denied_path_is_denied(bench: Bench, site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /private")
    site.page("/private", article())
    site.routes["/x"] = Answer(status=302, headers={"Location": "/private"})
    (response,) = bench.fetch(site.url + "/x")
    assert response.outcome == "robots_denied"
    assert "/private" not in site.paths()


def test_this_machine_is_refused_unless_the_source_permits_it(bench: Bench, site: Site) -> None:
    (response,) = bench.fetch(site.page("/a", article()), allow_private=False)
    assert response.outcome == "refused"
    assert "127.0.0.1 is a private or loopback address" in (response.reason or "")
    assert not site.asked


def test_an_unreachable_host_fails_with_a_reason(bench: Bench) -> None:
    (response,) = bench.fetch("http://127.0.0.1:9/x")
    assert response.outcome == "failed"
    assert "no connection" in (response.reason or "")


def test_a_crawl_of_other_machines_needs_a_contact(bench: Bench) -> None:
    with pytest.raises(InputError, match=r"hedgerow init.*HEDGEROW_CONTACT"):
        bench.fetch("https://example.org/")


def test_two_crawls_of_one_home_do_not_mix(bench: Bench) -> None:
    async def work(fetcher: Fetcher) -> None:
        with pytest.raises(InputError, match=rf"a crawl is running \(process {os.getpid()}, since"):
            bench.fetcher()

    bench.crawl(work)


# --- once, and again when due -------------------------------------------------------------------


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


# --- politeness ---------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b"", 503), "robots_denied"),
        (Answer(b"", 500), "robots_denied"),
        (Answer(b"User-agent: *\nDisallow: /"), "robots_denied"),
        (Answer(b"", 403), "fetched"),
        (Answer(status=301, headers={"Location": "/robots.txt"}), "fetched"),
        (Answer(b"User-agent: hedgerow\nAllow: /a\nUser-agent: *\nDisallow: /"), "fetched"),
    ],
    ids=["503", "500", "no", "403", "loop", "yes"],
)
def test_what_a_robots_answer_means(bench: Bench, site: Site, answer: Answer, outcome: str) -> None:
    site.routes["/robots.txt"] = answer
    (response,) = bench.fetch(site.page("/a", article()))
    assert response.outcome == outcome


def test_robots_is_asked_once_a_day_and_a_stale_copy_serves(bench: Bench, site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /no")
    site.page("/no/1", article())
    bench.fetch(site.page("/a", article()))
    bench.fetch(site.page("/b", article()))
    assert site.paths()["/robots.txt"] == 1
    site.routes["/robots.txt"] = Answer(b"", 500)
    bench.clock.now += 90_000
    fetched, denied = bench.fetch(site.page("/c", article()), site.url + "/no/1")
    assert (fetched.outcome, denied.outcome) == ("fetched", "robots_denied")


# --- after a kill -------------------------------------------------------------------------------


def test_what_was_archived_but_not_staged_is_pending_until_it_is(bench: Bench, site: Site) -> None:
    urls = [site.page(f"/{n}", article(n)) for n in range(3)]
    bench.fetch(*urls)

    async def resume(fetcher: Fetcher) -> list[str]:
        waiting = list(fetcher.pending("test"))
        fetcher.mark_staged(waiting[:2])
        assert waiting[0].body == article(0).encode()
        return [response.url for response in fetcher.pending()]

    assert bench.crawl(resume) == urls[2:]


def test_a_record_that_reached_only_the_archive_is_found_again(bench: Bench, site: Site) -> None:
    urls = [site.page(f"/{n}", article(n)) for n in range(4)]
    responses = bench.fetch(*urls)
    third = responses[2].archive_offset
    database = sqlite3.connect(bench.home / "frontier.sqlite")
    with database:  # as if killed after the third page reached the archive, before its row
        database.execute("DELETE FROM pages WHERE url IN (?, ?)", urls[2:])
        database.execute("DELETE FROM captures WHERE url IN (?, ?)", urls[2:])
        database.execute("UPDATE archives SET length = ?", (third,))
    database.close()
    archive = bench.home / str(responses[0].archive_file)
    archive.write_bytes(archive.read_bytes()[:-20])  # and in the middle of the fourth

    async def pending(fetcher: Fetcher) -> list[tuple[str, bytes]]:
        return [(response.url, response.body) for response in fetcher.pending()]

    assert bench.crawl(pending) == [(urls[n], article(n).encode()) for n in range(3)]
    assert [r.outcome for r in bench.fetch(*urls)] == ["not_due"] * 3 + ["fetched"]
    assert site.paths()["/2"] == 1


def test_a_file_of_the_reader_is_archived_too(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("Tocilizumab may help.", "utf-8")

    async def work(fetcher: Fetcher) -> list[str | None]:
        source = bench.source()
        target = Target(path.as_uri(), "test", path=path, content_type="text/plain")
        gone = Target("file:///none.txt", "test", path=Path("/none.txt"))
        first = await fetcher.fetch(target, source)
        assert first.archive_file is not None and first.archive_offset is not None
        kept = read_record(bench.home, first.archive_file, first.archive_offset)
        assert (kept.body, kept.content_type) == (b"Tocilizumab may help.", "text/plain")
        second = await fetcher.fetch(target, source)
        third = await fetcher.fetch(gone, source)
        return [first.outcome, second.outcome, third.outcome, third.reason]

    expected = ["fetched", "unchanged", "failed", "no such file: /none.txt"]
    assert bench.crawl(work) == expected


# --- what only a hostile site would send ---------------------------------------------------------

BROKEN_URLS = ["http://[::1/x", "http://a.test:99999/", "http://a.test:x/", "http:///x", "http://"]


@pytest.mark.parametrize("url", BROKEN_URLS)
def test_a_broken_url_is_refused_with_a_reason(bench: Bench, url: str) -> None:
    bench.contact = "me@example.org"
    (response,) = bench.fetch(url)
    assert response.outcome == "refused"
    assert response.reason


@pytest.mark.parametrize("place", ["http://[::1/x", "http://a.test:x/", "\x00", "http://\udcff/"])
def test_a_redirect_to_a_broken_url_is_an_outcome(bench: Bench, site: Site, place: str) -> None:
    header = place.encode("utf-8", "surrogateescape").decode("latin-1")
    site.routes["/x"] = Answer(status=302, headers={"Location": header})
    bench.contact = "me@example.org"
    (response,) = bench.fetch(site.url + "/x")
    assert response.outcome in ("refused", "failed")
    assert response.reason


def test_headers_of_any_bytes_are_kept(bench: Bench, site: Site) -> None:
    odd = "café – ü".encode().decode("latin-1")
    url = site.page("/x", article(), X_Odd=odd, ETag=odd)
    (response,) = bench.fetch(url)
    assert response.ok
    assert response.archive_file is not None and response.archive_offset is not None
    again = read_record(bench.home, response.archive_file, response.archive_offset)
    assert again.body == article().encode()
    bench.clock.now += 86_400
    assert bench.fetch(url)[0].outcome == "unchanged"


@pytest.mark.parametrize("url", ["/sp ace", "/naïve", "/a%2Fb?q=x y&é=1"])
def test_urls_as_people_write_them(bench: Bench, site: Site, url: str) -> None:
    site.routes["/sp%20ace"] = site.routes["/na%C3%AFve"] = Answer(article().encode())
    site.routes["/a%2Fb"] = Answer(article().encode())
    assert bench.fetch(site.url + url)[0].ok
