"""The standing Prefect server of one home: found, started, and ended; on loopback alone.

Its database lies under the home, and it answers only whoever knows the home's password: anyone who
may speak to a Prefect server may also have it run code, and any web page can speak to loopback.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from http.client import HTTPException
from pathlib import Path
from typing import Any, BinaryIO
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from extractors.errors import HedgerowError, InputError

PORT = 8438
"""Where the first server of a home listens, if nobody else does; later ones keep their port."""
_STARTING_SECONDS = 300.0
"""A busy machine takes minutes; a server that ends by itself is told at once."""
_ENDING_SECONDS = 5.0
_ASKING_SECONDS = 5.0
_LOOKING_SECONDS = 0.5
_TRIES = 20
_OPENER = build_opener(ProxyHandler({}))  # loopback never goes through a proxy


@dataclass(frozen=True, slots=True)
class PrefectServer:
    """A Prefect server that a process of ours may speak to."""

    url: str
    """Where its pages are, without `/api`."""
    password: str | None = None
    """`user:password`, as Prefect's page asks for it; none for a server that somebody named."""
    is_ours: bool = False
    """Whether it is the home's own, rather than one that somebody named."""
    pid: int | None = None
    """Of our own, once it runs."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process must have in its environment so that its Prefect speaks to this server."""
        told = {"PREFECT_API_URL": f"{self.url}/api", "PREFECT_UI_URL": self.url}
        return told | ({"PREFECT_API_AUTH_STRING": self.password} if self.password else {})

    @property
    def is_alive(self) -> bool:
        """Whether its process still runs."""
        if self.pid is None:
            return True
        try:
            ended, _ = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:  # another process started it
            return _runs(self.pid)
        return not ended

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The JSON answer of its API; None where it has no such thing.

        Raises OSError where nothing answers or it refuses, ValueError where the answer is no JSON.
        """
        headers = {"Content-Type": "application/json"}
        if self.password:
            headers["Authorization"] = f"Basic {base64.b64encode(self.password.encode()).decode()}"
        payload = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/api{path}", payload, headers, method=method)
        try:
            with _OPENER.open(request, timeout=_ASKING_SECONDS) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as error:
            with error:
                if error.code == 404:
                    return None
            raise
        except HTTPException as error:
            raise OSError(f"no HTTP server ({error})") from error


def named_server(url: str) -> PrefectServer:
    """The server that somebody named; InputError where nothing like one answers there.

    A key or password for it is taken from PREFECT_API_KEY or PREFECT_API_AUTH_STRING.
    """
    server = PrefectServer(
        url.rstrip("/").removesuffix("/api"), os.environ.get("PREFECT_API_AUTH_STRING")
    )
    try:
        found = server.ask("GET", "/health")
    except (OSError, ValueError) as error:
        raise InputError(f"--server {url}: no Prefect server answers there ({error})") from error
    if found is None:
        raise InputError(f"--server {url}: what answers there is no Prefect server")
    return server


def find_server(home: Path, patience: float = 0.0) -> PrefectServer | None:
    """The server that stands for this home, if one does; never a stranger's on the same port.

    One that lives but has too much to do to answer is asked again for `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while server := _recorded(home):
        try:
            settings = server.ask("GET", "/admin/settings")
        except (OSError, ValueError):
            if not is_standing(home) or time.monotonic() >= deadline:
                return None
            time.sleep(_LOOKING_SECONDS)
            continue
        told = settings.get("home") if isinstance(settings, dict) else None
        return server if told == str(home / "prefect") else None
    return None


def end_silent_server(home: Path) -> None:
    """None, once the home's own server, which answers nobody any more, has ended.

    For whoever is about to start another: two of them would write to one database.
    """
    if is_standing(home) and (server := _recorded(home)):
        end_server(server)


def is_standing(home: Path) -> bool:
    """Whether a server of this home lives, however busy: it holds a lock from its first moment."""
    try:
        with _lock_file(home).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def new_server(home: Path, port: int | None) -> PrefectServer:
    """A server of this home that does not run yet; InputError where the port asked for is taken."""
    (home / "prefect").mkdir(parents=True, exist_ok=True, mode=0o700)
    listening = _free_port(port, _last_port(home))
    return PrefectServer(f"http://127.0.0.1:{listening}", password(home), is_ours=True)


def start_server(home: Path, server: PrefectServer) -> PrefectServer:
    """The new server, once it answers; HedgerowError where it does not come up.

    Its words go to `prefect/server.log`.
    """
    folder, log = home / "prefect", home / "prefect" / "server.log"
    port = server.url.rpartition(":")[2]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
    with log.open("wb") as sink, _locked(home) as lock:
        process = subprocess.Popen(
            [*command, "--port", port],
            env={**os.environ, **_guard(server, folder)},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is ours to answer: runs report to it to the last
            pass_fds=[lock.fileno()],  # let go as the server ends, however it does
        )
    started = replace(server, pid=process.pid)
    try:
        # Before it is up: whoever starts us again after a kill must find it.
        kept = {name: value for name, value in asdict(started).items() if name != "password"}
        _record(home).write_text(json.dumps(kept), "utf-8")
        _wait_until_up(started, log)
    except BaseException:
        end_server(started)
        raise
    return started


def end_server(server: PrefectServer) -> None:
    """None, once a server of ours has ended; a few seconds at most. One that was named stays."""
    if server.pid is None:
        return
    for word in (signal.SIGTERM, signal.SIGKILL):
        if not server.is_alive:
            return
        with suppress(ProcessLookupError):  # it may end by itself just now
            os.kill(server.pid, word)
        deadline = time.monotonic() + _ENDING_SECONDS
        while server.is_alive and time.monotonic() < deadline:
            time.sleep(0.05)


def password(home: Path) -> str:
    """The home's `user:password`, made at the first call, readable by its owner alone."""
    path = home / "prefect" / "password"
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(word := f"hedgerow:{secrets.token_urlsafe(18)}")
        return word


def _guard(server: PrefectServer, folder: Path) -> dict[str, str]:
    assert server.password is not None
    return {
        **server.environment,
        "PREFECT_HOME": str(folder),
        "PREFECT_SERVER_API_AUTH_STRING": server.password,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": server.url,
        "PREFECT_SERVER_UI_API_URL": f"{server.url}/api",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_ROOT_LEVEL": "WARNING",
    }


def _record(home: Path) -> Path:
    return home / "prefect" / "server.json"


def _lock_file(home: Path) -> Path:
    return home / "prefect" / "server.lock"


def _locked(home: Path) -> BinaryIO:
    """The lock file of the home's server, locked. Raises HedgerowError where one holds it."""
    file = _lock_file(home).open("wb")
    for _ in range(_TRIES):  # who only looks whether one stands holds it for an instant
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        time.sleep(0.05)
    file.close()
    raise HedgerowError(f"{home}: a Prefect server of this home runs already; end it first")


def _recorded(home: Path) -> PrefectServer | None:
    """The server that the home remembers, where its process still lives."""
    try:
        server = PrefectServer(**json.loads(_record(home).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if server.pid is None or not _runs(server.pid):  # never tell a stranger the password
        return None
    return replace(server, password=password(home))


def _last_port(home: Path) -> int:
    try:
        return int(json.loads(_record(home).read_text("utf-8"))["url"].rpartition(":")[2])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return PORT


def _free_port(wanted: int | None, usual: int) -> int:
    for port in (wanted or usual, *([] if wanted else [0])):
        try:
            with socket.create_server(("127.0.0.1", port)) as probe:
                return int(probe.getsockname()[1])
        except OSError as error:
            if wanted:
                raise InputError(f"--port {wanted}: {error.strerror}; give another") from error
    raise HedgerowError("no port of 127.0.0.1 is free")


def _wait_until_up(server: PrefectServer, log: Path) -> None:
    deadline = time.monotonic() + _STARTING_SECONDS
    while server.is_alive and time.monotonic() < deadline:
        with suppress(OSError, ValueError):
            if server.ask("GET", "/health"):
                return
        time.sleep(0.1)
    said = log.read_text("utf-8", "replace").strip().splitlines()[-1:] or ["nothing"]
    raise HedgerowError(f"Prefect's server did not start; {log} ends with: {said[0]}")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
