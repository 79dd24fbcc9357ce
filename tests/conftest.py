"""What every test shares: the public data folder, and the house rule on the network."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from flows import terminal
from flows.cli import app

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    """None; Ctrl-C is heard here and in what the tests start.

    A shell starts a job in the background deaf to SIGINT, and every program inherits that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def data_folder() -> Path:
    """Where the public data lies: HEDGEROW_DATA, else ../shared/data beside the checkout."""
    return Path(os.environ.get("HEDGEROW_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def data() -> Path:
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip("no public data: set HEDGEROW_DATA")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    folder = data_folder().parent / "seeds"
    if not folder.is_dir():
        pytest.skip("no seed articles beside the public data")
    return folder


@dataclass(frozen=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def complaint(self) -> str:
        """The one line on stderr that a user reads; a traceback or a second line fails."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def run_hedgerow(
    *words: str | Path, cwd: Path, stdin: str | bytes = b"", **environment: str
) -> Ran:
    """What `hedgerow WORDS` printed and returned, run in a process of its own as its user does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEDGEROW_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "flows", *map(str, words)],
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**kept, "COLUMNS": "160", "NO_COLOR": "1", **environment},
        start_new_session=True,
    )
    out, err = process.communicate(stdin.encode() if isinstance(stdin, str) else stdin, 300)
    assert not _lives(process.pid), f"{words}: a process was left running"
    return Ran(process.returncode, out.decode(), err.decode())


def _lives(group: int) -> bool:
    """Whether anything of a finished command still runs, once its stragglers had ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="session")
def hedgerow() -> Callable[..., Ran]:
    return run_hedgerow


@pytest.fixture
def hedgerow_here(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """The same within this process, where what a command loads has been loaded: much cheaper.

    For commands that leave the process as it was: that start no other, heed no signal, and have
    nothing to do with Prefect, which reads its settings once.
    """

    def run(*words: str | Path, cwd: Path, stdin: str | bytes = b"", **environment: str) -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = BytesIO(), BytesIO()
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            for name in [name for name in os.environ if name.startswith("HEDGEROW_")]:
                patch.delenv(name)
            patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given), "utf-8"))
            patch.setattr(sys, "stdout", TextIOWrapper(out, "utf-8", write_through=True))
            patch.setattr(sys, "stderr", TextIOWrapper(err, "utf-8", write_through=True))
            patch.setattr(terminal.out, "_width", int(environment.get("COLUMNS", "160")))
            with pytest.raises(SystemExit) as end:
                app(list(map(str, words)))
            return Ran(int(end.value.code or 0), out.getvalue().decode(), err.getvalue().decode())

    return run


@dataclass(frozen=True)
class Demo:
    """A finished demonstration: where it ran, its home, and what it printed."""

    folder: Path
    home: Path
    ran: Ran


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demonstration, run by whichever worker asks first; each worker has a copy of its own."""
    base = tmp_path_factory.getbasetemp()
    made = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstrated"
    with FileLock(f"{made}.lock"):
        if not (made / "ran.json").exists():
            made.mkdir()
            finished = run_hedgerow("demo", cwd=made)
            (made / "ran.json").write_text(json.dumps(asdict(finished)))
    ran = Ran(**json.loads((made / "ran.json").read_text()))
    assert ran.code == 0, ran.err
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(made / "hedgerow-demo", folder / "hedgerow-demo", symlinks=True)
    return Demo(folder, folder / "hedgerow-demo", ran)
