"""No key outlives the request that it was sent with, and none is sent to a stranger."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace
from urllib.parse import quote, quote_plus

import pytest

from flows.catalogue import Source
from flows.fetching import Fetcher, Response, Target
from flows.fetching.addresses import url_problem
from flows.fetching.client import Exchange
from flows.fetching.redaction import Redaction
from tests.flows.chaos import Answer, Site, chaos_site
from tests.flows.conftest import Bench

KEY = "0a1b+2c/3d= 4e5f"


@pytest.mark.parametrize("written", [KEY, quote(KEY, safe=""), quote_plus(KEY)])
def test_a_key_is_taken_out_however_it_is_written(written: str) -> None:
    body = f'{{"api-key": "{written}"}}'.encode()
    exchange = Exchange(
        f"https://api.test/?api_key={written}",
        429,
        f"No more for {written}",
        (("Location", f"/x?api_key={written}"), ("Content-Encoding", "gzip"), ("ETag", '"1"')),
        gzip.compress(body),
        body,
        detail=f"cannot reach ?api_key={written}",
    )
    kept = Redaction([KEY]).of(exchange, "https://api.test/")
    assert kept.url == "https://api.test/"
    assert kept.body == kept.wire == b'{"api-key": "[key]"}'
    assert kept.headers == (("Location", "/x?api_key=[key]"),)
    assert written not in repr(kept)


def test_an_answer_without_the_key_is_kept_byte_for_byte() -> None:
    exchange = Exchange("u", 200, "OK", (("Content-Encoding", "gzip"),), b"packed", b"plain")
    assert Redaction([KEY]).of(exchange, "u") == exchange
    assert Redaction([]).of(exchange, "v") == replace(exchange, url="v")


def asked_with_key(bench: Bench, url: str) -> Response:
    """What a request with a key for an API comes to."""
    source = Source("lit", delay=0.0, allow_private=True)
    target = Target(url, "lit", role="api", robots=False, credential="ncbi")

    async def ask() -> Response:
        async with Fetcher(bench.home, "run", "me@example.org", api_keys={"ncbi": KEY}) as fetcher:
            return await fetcher.fetch(target, source)

    return asyncio.run(ask())


def test_a_redirect_to_another_host_gets_no_key(bench: Bench, site: Site) -> None:
    with chaos_site("127.0.0.2") as stranger:
        stranger.routes["/there"] = Answer(b"{}", headers={"Content-Type": "application/json"})
        site.routes["/here"] = Answer(status=302, headers={"Location": f"{stranger.url}/there"})
        response = asked_with_key(bench, site.url + "/here")
        assert response.ok
        assert quote_plus(KEY) in site.asked[0].path
        assert [asked.path for asked in stranger.asked] == ["/there"]


def test_a_redirect_within_the_host_still_gets_it(bench: Bench, site: Site) -> None:
    site.routes["/there"] = Answer(b"{}", headers={"Content-Type": "application/json"})
    site.routes["/here"] = Answer(status=302, headers={"Location": "/there"})
    assert asked_with_key(bench, site.url + "/here").ok
    assert [quote_plus(KEY) in asked.path for asked in site.asked] == [True, True]


def test_an_address_with_a_password_is_refused_without_repeating_it(bench: Bench) -> None:
    problem = url_problem("https://ana:hunter22@example.org/x")
    assert problem == "an address with a user name or password is not fetched (of 'example.org')"
    (response,) = bench.fetch("http://ana:hunter22@127.0.0.1:9/x")
    assert response.outcome == "refused"
    assert "hunter22" not in (response.reason or "")
