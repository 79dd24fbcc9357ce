"""Which addresses may be reached, judged on every connection and pinned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpcore
import pytest

from flows.fetching.addresses import PinnedBackend, host_key, is_loopback, refusal
from flows.fetching.client import HttpClient
from tests.flows.chaos import Answer, Site, article, chaos_site
from tests.flows.conftest import Bench

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_no_public_host_are_refused(address: str) -> None:
    assert refusal(address, allow_private=False)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_reached(address: str) -> None:
    assert refusal(address, allow_private=False) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", "fe80::1"])
def test_a_source_may_permit_private_ones(address: str) -> None:
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "224.0.0.1"])
def test_no_source_reaches_what_is_no_host(address: str) -> None:
    assert refusal(address, allow_private=True)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://A.test/x", "a.test"),
        ("http://a.test:80/", "a.test"),
        ("http://a.test.:8080/", "a.test:8080"),
    ],
)
def test_politeness_counts_hosts(url: str, key: str) -> None:
    assert host_key(url) == key


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://127.0.0.1:80/", True),
        ("http://localhost/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.1/", False),
        ("http://localhost.example.org/", False),
    ],
)
def test_this_machine_is_known_by_its_name(url: str, own: bool) -> None:
    assert is_loopback(url) is own


# --- a public host, played by the loopback site -------------------------------------------------

PUBLIC = "93.184.216.34"
dialled: list[str] = []


class Stage(PinnedBackend):
    """Dials the loopback site wherever the public address was meant."""

    async def dial(
        self, address: str, port: int, timeout: float | None, socket_options: Iterable[Any] | None
    ) -> httpcore.AsyncNetworkStream:
        dialled.append(address)
        place = "127.0.0.1" if address == PUBLIC else address
        return await super().dial(place, port, timeout, socket_options)


def names(**hosts: list[list[str]]) -> Any:
    """A resolver that answers differently each time, as a rebinding name server would."""

    async def resolve(host: str, port: int) -> list[str]:
        answers = hosts[host.replace(".", "_")]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return resolve


@pytest.fixture
def public(bench: Bench, site: Site) -> Bench:
    dialled.clear()
    bench.contact = "me@example.org"
    return bench


def through(resolve: Any) -> Any:
    return lambda: HttpClient("test", None, None, resolve, Stage)


def test_a_redirect_to_a_private_address_is_refused(public: Bench, site: Site) -> None:
    port = site.url.rpartition(":")[2]
    site.routes["/x"] = Answer(status=302, headers={"Location": site.url + "/secret"})
    site.page("/secret", article())
    public.client = through(names(shop_test=[[PUBLIC]]))
    (response,) = public.fetch(f"http://shop.test:{port}/x", allow_private=False)
    assert response.outcome == "refused"
    assert "127.0.0.1 is a private" in (response.reason or "")
    assert "/secret" not in site.paths()


def test_the_judged_address_is_the_one_that_is_dialled(public: Bench, site: Site) -> None:
    port = site.url.rpartition(":")[2]
    site.page("/x", article())
    public.client = through(names(shop_test=[[PUBLIC], ["127.0.0.1"]]))
    (response,) = public.fetch(f"http://shop.test:{port}/x", allow_private=False)
    assert response.ok
    assert set(dialled) == {PUBLIC}


@pytest.mark.parametrize("found", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:169.254.1.1"]])
def test_a_name_with_any_private_address_is_refused(public: Bench, found: list[str]) -> None:
    public.client = through(names(inner_test=[found]))
    (response,) = public.fetch("http://inner.test/x", allow_private=False)
    assert response.outcome == "refused"
    assert dialled == []


def test_a_name_nobody_knows_fails(public: Bench) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    public.client = lambda: HttpClient("test", None, None, resolve)
    (response,) = public.fetch("http://nowhere.test/x", allow_private=False)
    assert response.outcome == "failed"
    assert "no such host: nowhere.test" in (response.reason or "")


# --- IPv6 -----------------------------------------------------------------------------------------

PUBLIC6 = "2606:2800:220:1::1"


class StageWithout6(Stage):
    """The same on a machine that IPv6 does not lead out of."""

    async def dial(
        self, address: str, port: int, timeout: float | None, socket_options: Iterable[Any] | None
    ) -> httpcore.AsyncNetworkStream:
        if address == PUBLIC6:
            dialled.append(address)
            raise httpcore.ConnectError("network is unreachable")
        return await super().dial(address, port, timeout, socket_options)


def test_a_host_whose_ipv6_address_is_silent_is_reached_by_its_other_one(
    public: Bench, site: Site
) -> None:
    port = site.url.rpartition(":")[2]
    site.page("/x", article())
    resolve = names(shop_test=[[PUBLIC6, PUBLIC]])
    public.client = lambda: HttpClient("test", None, None, resolve, StageWithout6)
    (response,) = public.fetch(f"http://shop.test:{port}/x", allow_private=False)
    assert response.ok
    assert dialled == [PUBLIC6, PUBLIC]


@pytest.mark.parametrize("place", ["[::1]", "[::ffff:127.0.0.1]", "[fe80::1]", "[64:ff9b::a00:1]"])
def test_a_private_ipv6_address_in_a_url_is_refused(public: Bench, place: str) -> None:
    (response,) = public.fetch(f"http://{place}/x", allow_private=False)
    assert response.outcome == "refused"
    assert "private or loopback" in (response.reason or "")


def test_a_site_on_ipv6_alone_is_fetched(bench: Bench) -> None:
    try:
        with chaos_site("::1") as six:
            (response,) = bench.fetch(six.page("/a", article()))
            assert response.ok
            assert six.paths() == {"/robots.txt": 1, "/a": 1}
    except OSError as error:
        pytest.skip(f"this machine has no IPv6 ({error})")
