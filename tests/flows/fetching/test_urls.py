"""Addresses as people write them, and as only a hostile site would."""

from __future__ import annotations

import pytest

from tests.flows.chaos import Answer, Site, article
from tests.flows.conftest import Bench

BROKEN_URLS = ["http://[::1/x", "http://a.test:99999/", "http://a.test:x/", "http:///x", "http://"]


@pytest.mark.parametrize("url", BROKEN_URLS)
def test_a_broken_url_is_refused_with_a_reason(bench: Bench, url: str) -> None:
    bench.contact = "me@example.org"
    (response,) = bench.fetch(url)
    assert response.outcome == "refused"
    assert response.reason


@pytest.mark.parametrize("url", ["/sp ace", "/naïve", "/a%2Fb?q=x y&é=1"])
def test_urls_as_people_write_them(bench: Bench, site: Site, url: str) -> None:
    site.routes["/sp%20ace"] = site.routes["/na%C3%AFve"] = Answer(article().encode())
    site.routes["/a%2Fb"] = Answer(article().encode())
    assert bench.fetch(site.url + url)[0].ok
