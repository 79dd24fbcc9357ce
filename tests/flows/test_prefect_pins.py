"""The pinned Prefect really runs flows and really fires schedules.

Newer FastAPI makes every flow fail; newer SQLAlchemy stops schedules without a word. Nothing else
would notice, so this test starts a real server and waits for a scheduled run.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from extractors.errors import HedgerowError
from flows.prefect_home import OFFLINE, embed_prefect, run_flow

SERVED = """
import sys
from pathlib import Path
from prefect import flow

@flow
def tick():
    with Path(sys.argv[1]).open("a") as marks:
        marks.write("ticked\\n")

if __name__ == "__main__":
    tick.serve(name="soon", interval=4)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()


def wait_for(condition: object, seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.25)
    pytest.fail(f"nothing happened within {seconds:g} s; log:\n{log.read_text()[-3000:]}")


def test_a_near_schedule_creates_a_run_that_completes(tmp_path: Path) -> None:
    api = f"http://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        **OFFLINE,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"{api}/api",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        "PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE": "10",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
    }
    script = tmp_path / "served.py"
    script.write_text(SERVED)
    marks = tmp_path / "marks"
    port = api.rsplit(":", 1)[1]
    server = [sys.executable, "-m", "prefect", "server", "start", "--port", port]
    log = tmp_path / "log"

    def healthy() -> bool:
        try:
            return httpx.get(f"{api}/api/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def completed() -> bool:
        answer = httpx.post(
            f"{api}/api/flow_runs/filter",
            json={"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}},
            timeout=10,
        )
        return bool(answer.json())

    with running([*server, "--host", "127.0.0.1"], environment, log):
        wait_for(healthy, 90, log)
        with running([sys.executable, str(script), str(marks)], environment, tmp_path / "served"):
            wait_for(marks.exists, 90, tmp_path / "served")
            wait_for(completed, 30, tmp_path / "served")


def test_embedding_forgets_a_foreign_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*OFFLINE, "PREFECT_HOME"]:
        monkeypatch.setenv(name, "before")
    monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example.org/api")
    embed_prefect(tmp_path)
    assert "PREFECT_API_URL" not in os.environ
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "prefect")
    assert os.environ["DO_NOT_TRACK"] == "1"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Timed out while attempting to connect to ephemeral Prefect API server.", HedgerowError),
        ("an invariant is broken", RuntimeError),
    ],
)
def test_a_server_that_did_not_start_is_told_and_no_other_fault_is_hidden(
    words: str, kind: type[Exception]
) -> None:
    async def flow_run() -> None:
        raise RuntimeError(words)

    with pytest.raises(kind, match=words.split()[0]):
        run_flow(flow_run())


def test_a_server_that_does_not_keep_up_is_one_clear_line() -> None:
    from prefect.exceptions import PrefectHTTPStatusError

    async def flow_run() -> None:
        asked = httpx.Request("POST", "http://127.0.0.1/api/task_runs/")
        answer = httpx.Response(503, request=asked)
        raise PrefectHTTPStatusError("Server error '503'\nmore", request=asked, response=answer)

    with pytest.raises(HedgerowError, match=r"keep up \(Server error '503'\); what was fetched"):
        run_flow(flow_run())
