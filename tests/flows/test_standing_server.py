"""The home's own Prefect server is found though it is busy, and never gets a second one beside."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from extractors.errors import HedgerowError
from flows.prefect_server import (
    end_silent_server,
    find_server,
    is_standing,
    new_server,
    start_server,
)

SILENT = "import socket, sys; s = socket.create_server(('127.0.0.1', 0)); " + (
    "print(s.getsockname()[1], flush=True); sys.stdin.read()"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "prefect").mkdir()
    return tmp_path


@contextmanager
def standing(home: Path, port: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the home's lock as its server does, and listens, but never answers."""
    with (home / "prefect" / "server.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-c", SILENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[lock.fileno()],
        )
    with process:
        assert process.stdout
        listens = int(process.stdout.readline())
        record = {
            "url": f"http://127.0.0.1:{port or listens}",
            "is_ours": True,
            "pid": process.pid,
        }
        (home / "prefect" / "server.json").write_text(json.dumps(record))
        yield process
        process.kill()


@contextmanager
def settings_page(told: object) -> Iterator[int]:
    """The port of what answers so where a Prefect server tells its settings, once it was busy."""
    asked = threading.Semaphore(1)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_first = asked.acquire(blocking=False)
            body = b"busy" if is_first else json.dumps(told).encode()
            self.send_response(503 if is_first else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_busy_server_is_asked_again(home: Path) -> None:
    with settings_page({"home": str(home / "prefect")}) as port, standing(home, port) as process:
        found = find_server(home, patience=60)
    assert found is not None
    assert (found.pid, found.url) == (process.pid, f"http://127.0.0.1:{port}")
    assert found.password
    assert found.password.startswith("hedgerow:")


@pytest.mark.parametrize("told", [{"home": "/another/prefect"}, {}, ["home"], None])
def test_a_strangers_server_is_none_of_ours(home: Path, told: object) -> None:
    with settings_page(told) as port, standing(home, port):
        assert find_server(home, patience=60) is None


def test_one_that_answers_nobody_is_ended_before_another_begins(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.prefect_server._ASKING_SECONDS", 0.2)
    with standing(home) as process:
        assert is_standing(home)
        assert find_server(home) is None
        with pytest.raises(HedgerowError, match="runs already"):
            start_server(home, new_server(home, None))
        end_silent_server(home)
        assert not is_standing(home)
        process.wait(60)
    assert find_server(home) is None
    end_silent_server(home)
