"""One fetch against a site that does everything wrong: an outcome and a reason, never a crash."""

from __future__ import annotations

import gzip
import os
import zlib

import pytest

from extractors.errors import InputError
from flows.fetching import Fetcher, Target, read_record
from flows.fetching.client import Caps
from tests.flows.chaos import Answer, Site, article, bomb
from tests.flows.conftest import Bench


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
