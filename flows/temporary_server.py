"""The server that Prefect starts for one process, and who ends it where that process cannot.

Prefect ends it as the process that started it exits; one that is killed leaves it behind for good.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["end_server", "end_server_of", "note_server"]

_NOTE = "temporary-server.pid"


def note_server() -> None:
    """None, once the worker processes can tell which server goes with this process."""
    if note := _note():
        note.write_text(f"{os.getpid()} {' '.join(map(str, _pids()))}\n", "utf-8")


def end_server() -> None:
    """None, once no server that was started for this process is left."""
    for pid in _pids():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def end_server_of(parent: int) -> None:
    """None, once the server that a process noted, which has been killed, is ended."""
    note = _note()
    if note is None or not note.is_file():
        return
    holder, *servers = map(int, note.read_text("utf-8").split())
    if holder == parent:
        for pid in servers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def _note() -> Path | None:
    folder = os.environ.get("PREFECT_HOME")
    return Path(folder) / _NOTE if folder and Path(folder).is_dir() else None


def _pids() -> tuple[int, ...]:
    server = sys.modules.get("prefect.server.api.server")
    if server is None:
        return ()
    started = [one.server_process for one in server.SubprocessASGIServer._instances.values()]
    return tuple(process.pid for process in started if process and process.poll() is None)
