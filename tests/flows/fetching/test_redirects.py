"""Where a redirect may lead, and that every hop is told."""

from __future__ import annotations

import pytest

from flows.fetching import Fetcher, Target
from tests.flows.chaos import Answer, Site, article
from tests.flows.conftest import Bench


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


@pytest.mark.parametrize("place", ["http://[::1/x", "http://a.test:x/", "\x00", "http://\udcff/"])
def test_a_redirect_to_a_broken_url_is_an_outcome(bench: Bench, site: Site, place: str) -> None:
    header = place.encode("utf-8", "surrogateescape").decode("latin-1")
    site.routes["/x"] = Answer(status=302, headers={"Location": header})
    bench.contact = "me@example.org"
    (response,) = bench.fetch(site.url + "/x")
    assert response.outcome in ("refused", "failed")
    assert response.reason
