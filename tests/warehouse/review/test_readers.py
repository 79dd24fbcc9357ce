"""Two readers before two browsers: blind, counted, and without losing a line."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from warehouse.publish import publish
from warehouse.reviews import events_after

ROOT = Path(__file__).resolve().parents[3]


def rename(page: Any, name: str) -> None:
    page.locator(".who summary").click()
    page.get_by_label("Read as").fill(name)
    page.get_by_role("button", name="Change", exact=True).click()
    page.locator(".who summary", has_text=name).wait_for()


def test_a_second_reading_is_blind_until_it_is_given(
    home: Path, serving: Any, opened: Any, press: Any
) -> None:
    url = serving(home).url
    ana, ben = opened(url), opened(url)
    rename(ben, "ben")
    press(ana, "n", *"because", "Escape", "2")
    press(ana, "a")
    ben.goto(f"{url}/?status=second")
    assert ben.locator(".pace").inner_text().startswith("1 of 2")
    for word in ("because", "quoted", "rejected", "accepted", "ana"):
        assert word not in ben.locator(".card").inner_text().lower()
    read = ben.url
    press(ben, "1")
    ben.goto(read.replace("status=second", "status=all"))
    standing = ben.locator(".standing").inner_text()
    assert "You rejected: lookalike" in standing
    assert "ana rejected: quoted" in standing
    ben.goto(f"{url}/?status=second")
    press(ben, "2")
    publish(home)
    ben.goto(f"{url}/agreement")
    row = ben.locator("table").first
    for _ in range(50):
        if "ana and ben" in row.inner_text():
            break
        ben.wait_for_timeout(100)
        ben.goto(f"{url}/?status=all")
        ben.goto(f"{url}/agreement")
    assert row.locator("td").all_inner_texts()[:4] == ["flags", "2", "1", "0.00"]


class Process:
    """`hedgerow review` as a person runs it."""

    def __init__(self, home: Path, port: int) -> None:
        words = [sys.executable, "-m", "flows", "--home", str(home), "--json", "review"]
        self.process = subprocess.Popen(
            [*words, "--port", str(port), "--reviewer", "ana"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "it did not start"
        self.url: str = json.loads(line)["url"].rstrip("/")
        self.port = int(self.url.rsplit(":", 1)[1])

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        code = self.process.wait(30)
        assert self.process.stdout
        self.process.stdout.close()
        return code


@pytest.fixture
def running() -> Iterator[Any]:
    started: list[Process] = []

    def start(home: Path, port: int = 0) -> Process:
        started.append(Process(home, port))
        return started[-1]

    yield start
    for process in started:
        if process.process.poll() is None:
            process.end(signal.SIGKILL)


@pytest.fixture
def judged_alone(home: Path, running: Any, opened: Any) -> tuple[Any, Process]:
    """A page on which a verdict was given after its server was killed, and that server."""
    first = running(home)
    page = opened(first.url)
    first.end(signal.SIGKILL)
    page.keyboard.press("a")
    page.locator("#offline:visible").wait_for()
    return page, first


def test_a_killed_server_loses_nothing_and_the_open_page_goes_on(
    home: Path, running: Any, opened: Any, press: Any
) -> None:
    first = running(home)
    page = opened(first.url)
    press(page, "a")
    first.end(signal.SIGKILL)
    page.keyboard.press("2")
    page.locator("#offline:visible").wait_for()
    assert len(events_after(home, 0)) == 1
    before = page.url
    running(home, first.port)
    page.wait_for_url(lambda url: url != before)
    page.locator("#offline").wait_for(state="hidden")
    assert [event.verdict for _, event in events_after(home, 0)] == ["accepted", "rejected"]


@pytest.mark.slow
def test_a_verdict_under_way_when_the_page_is_loaded_anew_is_sent(
    home: Path, running: Any, judged_alone: tuple[Any, Process]
) -> None:
    page, first = judged_alone
    running(home, first.port)
    page.reload()
    page.locator(".pace", has_text="1 today").wait_for()
    assert [event.verdict for _, event in events_after(home, 0)] == ["accepted"]


def test_an_interrupted_server_publishes_and_ends_well(home: Path, running: Any) -> None:
    process = running(home)
    with httpx.Client(base_url=process.url, follow_redirects=True) as client:
        page = client.get("/").text.split('id="undo"')[0]
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        given = {**form, "act": "accepted"}
        assert client.post("/judge", data=given, headers={"origin": process.url}).status_code == 200
    assert process.end(signal.SIGINT) == 0
    assert (home / "warehouse.duckdb").readlink() == Path("snapshots/2/warehouse.duckdb")


def test_a_verdict_outlives_the_tab_in_which_the_server_was_not_there(
    home: Path, running: Any, judged_alone: tuple[Any, Process]
) -> None:
    page, first = judged_alone
    browser = page.context
    page.close()
    running(home, first.port)
    again = browser.new_page()
    again.goto(first.url)
    again.locator(".pace", has_text="1 today").wait_for()
    assert [event.verdict for _, event in events_after(home, 0)] == ["accepted"]
