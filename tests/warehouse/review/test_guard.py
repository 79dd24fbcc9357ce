"""Nobody else's page, name or form gets anything done; every answer says what it may not do."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from warehouse.review.guard import POLICY, Secret, is_loopback
from warehouse.reviews import events_after

FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture(scope="module")
def served(
    wonders: Path, serve_home: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """One page for all tests of this file; they count what they add to it."""
    home = tmp_path_factory.mktemp("guarded") / "home"
    running = serve_home(Path(shutil.copytree(wonders, home, symlinks=True)))
    yield running
    running.stop()


@pytest.fixture
def client(served: Any) -> Any:
    with httpx.Client(base_url=served.url, follow_redirects=True) as made:
        yield made


def form(client: httpx.Client, **more: str) -> dict[str, str]:
    page = client.get("/").text.split('id="undo"')[0]
    return {**dict(FIELD.findall(page)), "act": "accepted", **more}


@pytest.fixture
def unchanged(served: Any) -> Iterator[None]:
    """Fails when the test recorded anything."""
    before = events_after(served.home, 0)
    yield
    assert events_after(served.home, 0) == before


def origin(served: Any) -> dict[str, str]:
    return {"origin": served.url}


def test_our_own_form_is_taken(served: Any, client: httpx.Client) -> None:
    before = len(events_after(served.home, 0))
    answer = client.post("/judge", data=form(client), headers=origin(served))
    assert answer.status_code == 200
    assert len(events_after(served.home, 0)) == before + 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.test"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "http://[::1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_a_form_from_elsewhere_is_refused(
    served: Any, client: httpx.Client, headers: dict[str, str]
) -> None:
    given = headers if "origin" in headers or not headers else {**origin(served), **headers}
    answer = client.post("/judge", data=form(client), headers=given)
    assert answer.status_code == 403


@pytest.mark.parametrize("csrf", ["", "0" * 40, "é"])
@pytest.mark.usefixtures("unchanged")
def test_a_form_that_this_session_was_not_given_is_refused(
    served: Any, client: httpx.Client, csrf: str
) -> None:
    answer = client.post("/judge", data=form(client, csrf=csrf), headers=origin(served))
    assert answer.status_code == 403
    assert "load the page again" in answer.text


@pytest.mark.usefixtures("unchanged")
def test_the_form_of_another_session_is_refused(served: Any, client: httpx.Client) -> None:
    given = form(client)
    with httpx.Client(base_url=served.url, follow_redirects=True) as other:
        other.get("/")
        assert other.post("/judge", data=given, headers=origin(served)).status_code == 403


@pytest.mark.parametrize("host", ["evil.test", "evil.test:80", "192.0.2.1", "[::1", ""])
def test_a_name_that_leads_here_by_a_rebound_entry_gets_nothing(
    client: httpx.Client, host: str
) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "change",
    [
        {"act": "approve"},
        {"target_kind": "page"},
        {"event_id": "x"},
        {"rule_version": "one"},
        {"act": "", "reason": "dislike"},
        {"act": "noted"},
        {"note": "x" * 2001},
        {"reason": "wrong_span", "act": "", "start": "9", "end": "3"},
        {"reason": "wrong_span", "act": "", "start": "-1", "end": "3"},
        {"reason": "wrong_span", "act": "", "start": "0", "end": "999999"},
        {"view": "severity=7"},
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_a_form_that_says_nonsense_is_told_so_and_records_nothing(
    served: Any, client: httpx.Client, change: dict[str, str]
) -> None:
    answer = client.post("/judge", data=form(client, **change), headers=origin(served))
    assert answer.status_code == 400
    assert "Not recorded" in answer.text


@pytest.mark.parametrize(
    "change", [{"target_id": "gone"}, {"text_sha256": "0"}, {"rule_version": "9"}]
)
@pytest.mark.usefixtures("unchanged")
def test_what_changed_since_is_not_recorded(
    served: Any, client: httpx.Client, change: dict[str, str]
) -> None:
    answer = client.post("/judge", data=form(client, **change), headers=origin(served))
    assert answer.status_code == 409


@pytest.mark.usefixtures("unchanged")
def test_a_form_may_not_be_endless(served: Any, client: httpx.Client) -> None:
    long = {"note": "x" * 70_000}
    answer = client.post("/judge", data=form(client, **long), headers=origin(served))
    assert answer.status_code == 403
    chunks = iter([b"csrf=", b"x"])
    answer = client.post("/judge", content=chunks, headers=origin(served))
    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_get_and_post_are_understood(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/", "/help", "/rules", "/rules/hype.leap", "/sources", "/sources/blog", "/agreement",
     "/filters", "/nothing", "/rules/none", "/sources/none", "/document/none", "/kept/none",
     "/static/none", "/static/..%2fapp.py", "/?severity=7", "/filters?of=x", "/?at=gone"],
)  # fmt: skip
def test_every_answer_carries_the_strict_policy(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (200, 400, 404)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY
    assert not re.search(r"<script(?! src)|\son\w+=|\sstyle=|javascript:", answer.text)


def test_a_mistake_of_ours_tells_nothing_and_carries_the_policy(home: Path, serving: Any) -> None:
    served = serving(home)

    def broken(request: object) -> None:
        raise RuntimeError("a secret of ours")

    served.app.router.routes.insert(0, Route("/broken", broken))
    answer = httpx.get(f"{served.url}/broken")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == POLICY
    assert "RuntimeError" in answer.text
    assert "a secret of ours" not in answer.text


def test_a_kept_copy_is_sandboxed_and_has_neither_script_nor_style(
    served: Any, client: httpx.Client
) -> None:
    page = client.get("/").text
    found = re.search(r"/kept/(\w+)", page)
    assert found
    copy = client.get(found[0])
    assert "As it came." in copy.text
    policy = copy.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow" not in policy
    source = client.get(f"{found[0]}?as=source")
    assert source.headers["content-type"] == "text/plain; charset=utf-8"


def test_elsewhere_only_with_the_token(home: Path, serving: Any) -> None:
    token = Secret.of(home).token
    served = serving(home, host="0.0.0.0", token=token)
    with httpx.Client(base_url=served.url) as client:
        assert client.get("/").status_code == 401
        assert client.get("/static/style.css").status_code == 401
        assert client.get("/?token=wrong").status_code == 401
        assert client.post("/judge", headers=origin(served)).status_code == 401
        let_in = client.get(f"/rules?token={token}")
        assert (let_in.status_code, let_in.headers["location"]) == (303, "/rules")
        cookie = let_in.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/rules").status_code == 200
        elsewhere = client.get(f"//evil.test/?token={token}")
        assert not elsewhere.headers.get("location", "/").startswith("//")
        assert client.get("/", headers={"host": "evil.test"}).status_code == 421


def test_the_secret_is_its_owners_and_stays(tmp_path: Path) -> None:
    first = Secret.of(tmp_path)
    assert stat.S_IMODE((tmp_path / "review.secret").stat().st_mode) == 0o600
    assert Secret.of(tmp_path) == first
    assert first.signed("words", first.sign("words"))
    assert not first.signed("words", first.sign("other words"))


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.4", False), ("localhost.evil.test", False)],
)  # fmt: skip
def test_which_addresses_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) == loopback


def test_a_reader_says_who_reads(served: Any, client: httpx.Client) -> None:
    page = client.get("/help").text
    csrf = dict(FIELD.findall(page))["csrf"]
    named = client.post("/reader", data={"csrf": csrf, "name": " Zoë  Ω "}, headers=origin(served))
    assert "<summary>Zoë Ω</summary>" in named.text
    for bad in ("", "x" * 41, "a\u202eb"):
        answer = client.post("/reader", data={"csrf": csrf, "name": bad}, headers=origin(served))
        assert answer.status_code == 400
    client.post("/judge", data=form(client), headers=origin(served))
    assert events_after(served.home, 0)[-1][1].reviewer == "Zoë Ω"
