"""The nightly schedule on its real server: it fires, it is alone, it ends, it recovers."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.prefect_server import PrefectServer, find_server
from tests.flows.chaos import Site, article

ROOT = Path(__file__).resolve().parents[2]
SOON, NEVER = "* * * * * */20", "0 0 29 2 *"
LISTENING_IN = """
import os, sys

def note(event, told):
    host = told[0] if event == "socket.getaddrinfo" else None
    if event == "socket.connect" and isinstance(told[1], tuple):
        host = told[1][0]
    if host and str(host) not in ("127.0.0.1", "localhost", "::1"):
        with open({path!r}, "a") as log:
            log.write(f"{{event}} {{host}}\\n")

sys.addaudithook(note)
"""


@dataclass
class Scheduled:
    """A running `hedgerow schedule` and what it said once all was in place."""

    process: subprocess.Popen[str]
    home: Path
    said: dict[str, Any]

    @property
    def server(self) -> PrefectServer:
        found = find_server(self.home)
        assert found is not None
        return found

    def runs(self, *states: str) -> list[dict[str, Any]]:
        body = {
            "flows": {"name": {"any_": ["crawl"]}},
            "flow_runs": {"state": {"name": {"any_": list(states)}}},
            "sort": "EXPECTED_START_TIME_DESC",
        }
        found: list[dict[str, Any]] = self.server.ask("POST", "/flow_runs/filter", body)
        return found

    def wait_for_run(self, *states: str) -> dict[str, Any]:
        deadline = time.monotonic() + 240
        while not (found := self.runs(*states)):
            assert self.process.poll() is None, "the schedule ended"
            assert time.monotonic() < deadline, f"no run became {states}"
            time.sleep(0.5)
        return found[0]

    def places(self) -> list[dict[str, Any]]:
        """The limits on how many runs go on at once."""
        found: list[dict[str, Any]] = self.server.ask("POST", "/v2/concurrency_limits/filter", {})
        return found

    def kill(self) -> None:
        """Everything, as a power cut does."""
        server = self.server.pid
        assert server is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        os.kill(server, signal.SIGKILL)
        self.process.wait()


@contextmanager
def scheduled(home: Path, cron: str, *more: str) -> Iterator[Scheduled]:
    words = ["--home", str(home), "--json", "schedule", "--cron", cron, "--timezone", "UTC", *more]
    (home / "audit").mkdir(exist_ok=True)
    listener = LISTENING_IN.format(path=str(home / "left"))
    (home / "audit" / "sitecustomize.py").write_text(listener)
    with (home / "said").open("wb") as log, socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
        probe.close()
        process = subprocess.Popen(
            [sys.executable, "-m", "flows", *words, "--port", port],
            cwd="/",
            env={**os.environ, "PYTHONPATH": f"{home / 'audit'}{os.pathsep}{ROOT}"},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (home / "said").read_text()
        yield Scheduled(process, home, json.loads(line))
    finally:
        standing = find_server(home)
        process.terminate()
        process.wait(120)
        if standing and standing.pid and standing.is_alive:
            os.kill(standing.pid, signal.SIGKILL)
        if process.stdout:
            process.stdout.close()


def catalogue(home: Path, site: Site, *paths: str) -> None:
    home.mkdir(exist_ok=True)
    row = (
        '[[source]]\nname = "{}"\nadapter = "page"\nurls = {}\nallow_private = true\ndelay = 0.0\n'
    )
    urls = json.dumps([site.url + path for path in paths])
    gone = json.dumps([f"{site.url}/gone"])
    (home / "sources.toml").write_text(row.format("told", urls) + row.format("gone", gone))


def is_listening(url: str) -> bool:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


@pytest.mark.slow
def test_a_near_moment_brings_a_run_with_an_honest_state_and_a_page(
    tmp_path: Path, site: Site, hedgerow: Callable[..., Any]
) -> None:
    home = tmp_path / "home"
    catalogue(home, site, "/a")
    site.page("/a", article())
    with scheduled(home, SOON) as running:
        second = hedgerow("--home", home, "schedule", cwd=tmp_path)
        assert second.code == 2
        assert f"a schedule of this home is running (process {running.process.pid}" in second.err
        run = running.wait_for_run("Completed with failures", "Completed", "Failed")
        assert run["state_name"] == "Completed with failures"
        assert run["state"]["message"].startswith("1 of 2 sources failed. gone: gave 0 of")
        assert run["name"].startswith("crawl 20")
        artifacts = running.server.ask(
            "POST", "/artifacts/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}}
        )
        keys = {artifact["key"] for artifact in artifacts} - {None}
        assert keys == {"crawl-summary", "source-health", "new-hype", "new-contradictions"}
        status = hedgerow("--home", home, "--json", "status", cwd=tmp_path).json["schedule"]
        assert status["running"]
        assert status["next"] > run["expected_start_time"]
        assert "Completed with failures" in {one["state"] for one in status["runs"]}
        assert (home / "said").read_text().startswith("starting Prefect's server ...\n")
        url, server = running.server.url, running.server
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(120) == 0
    assert not server.is_alive
    assert not is_listening(url)
    assert not (home / "left").exists(), (home / "left").read_text()
    told = hedgerow("--home", home, "--json", "sql", "select status from runs", cwd=tmp_path)
    assert {"status": "completed_with_failures"} in told.json


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "whom"), [(signal.SIGTERM, os.kill), (signal.SIGINT, os.killpg)], ids=str
)
def test_a_crawl_that_the_end_of_the_schedule_cuts_off_ends_without_a_traceback(
    tmp_path: Path, site: Site, word: signal.Signals, whom: Callable[[int, int], None]
) -> None:
    home = tmp_path / "home"
    catalogue(home, site, "/held")
    held = site.hold("/held", article(2))
    with scheduled(home, SOON) as running:
        assert held.asked_for.wait(240), (home / "said").read_text()
        whom(running.process.pid, word)
        assert running.process.wait(120) == 0
    said = (home / "said").read_text()
    assert not re.search("Traceback|Crash detected|in state (Crashed|Cancelled|Running)", said), (
        said
    )
    assert said.endswith("stopped; what was fetched and staged is kept\n")
    with closing(sqlite3.connect(home / "prefect" / "prefect.db")) as database:
        states = database.execute("SELECT name, state_name FROM flow_run ORDER BY name").fetchall()
    assert [state for name, state in states if name.startswith("crawl 20")][:1] == ["Cut off"]


@pytest.mark.slow
def test_after_a_power_cut_the_run_is_crashed_and_the_next_start_makes_up_for_it(
    tmp_path: Path, site: Site, hedgerow: Callable[..., Any]
) -> None:
    home = tmp_path / "home"
    catalogue(home, site, "/a", "/held")
    (home / "settings.toml").write_text('[notify]\non_failure = "cat >> told"\n')
    site.page("/a", article())
    held = site.hold("/held", article(2))
    with scheduled(home, SOON) as running:
        assert held.asked_for.wait(240), (home / "said").read_text()
        cut = running.runs("Running")[0]["id"]
        running.kill()
    held.let_go.set()
    with scheduled(home, NEVER) as running:
        assert running.said["crashed"][0].startswith("crawl 20")
        assert running.said["making_up"]
        assert [run["id"] for run in running.runs("Crashed")] == [cut]
        made_up = running.wait_for_run("Completed with failures", "Completed", "Failed")
        # One place for runs: it would be cancelled if the killed run still held it.
        assert made_up["state_name"] == "Completed with failures"
        assert made_up["tags"] == ["catch-up"]
        assert not running.runs("Running", "Pending", "Late")
        (place,) = running.places()
        running.server.ask("PATCH", f"/v2/concurrency_limits/{place['name']}", {"active_slots": 1})
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(120) == 0
    assert '"status": "crashed"' in (home / "told").read_text()
    with scheduled(home, NEVER) as running:
        assert not running.said["making_up"]
        assert running.said["missed"] == 0
        assert [place["active_slots"] for place in running.places()] == [0]
        assert hedgerow("--home", home, "crawl", cwd=tmp_path).code == 3
        by_hand = [
            run for run in running.runs("Completed with failures") if not run["deployment_id"]
        ]
        assert len(by_hand) == 1, "a crawl by hand reports to the server that stands"
