"""`--runner dask` on a real cluster of two worker processes: the same rows, clear refusals."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.batches import Batch
from flows.dask_pool import DaskPool, stage_on_cluster
from warehouse.places import Places
from warehouse.store import open_store

ROOT = Path(__file__).resolve().parents[2]
PAGES = 52
DRUGS = ("tocilizumab", "sirukumab", "infliximab", "minocycline")
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("prefect_dask") is None, reason="the extra `dask` is not installed"
)


@dataclass(frozen=True)
class Cluster:
    """A running scheduler and its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    folder: Path, name: str, *words: str, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A part of a cluster, killed at the end."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *words, "--host", "127.0.0.1", "--no-dashboard"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                process.poll()
            process.wait()


def worker(address: str) -> tuple[str, ...]:
    return ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny")


@contextmanager
def cluster(folder: Path, workers: int, **environment: str) -> Iterator[Cluster]:
    from distributed import Client

    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:
        words = ("distributed.cli.dask_scheduler", "--port", str(port))
        scheduler = stack.enter_context(started(folder, "scheduler", *words))
        parts = [
            stack.enter_context(
                started(folder, f"worker-{number}", *worker(address), **environment)
            )
            for number in range(workers)
        ]
        with Client(address, timeout=60, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)
        yield Cluster(address, scheduler, tuple(parts))


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), 2) as running:
        yield running


def text_of(number: int) -> str:
    drug, adults = DRUGS[number % len(DRUGS)], 30 + number
    return (
        f"Post {number} on {drug}\n\nIn a trial of {adults} adults, {drug} may reduce symptoms of "
        f"depression, said Dr Ana Reyes of Milltown University. {drug.title()} did not lower IL-6 "
        f"in {number} of them. It is a breakthrough that could change millions of lives."
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Posts of two sources, one of them a PDF, and a catalogue that names them."""
    rows = ""
    for name, numbers in (("even", range(0, PAGES, 2)), ("odd", range(1, PAGES, 2))):
        for number in numbers:
            (tmp_path / f"{name}-{number}.txt").write_text(text_of(number))
        rows += f'[[source]]\nname = "{name}"\nadapter = "files"\nurls = ["{name}-*"]\n\n'
    (tmp_path / "even-x.txt").write_bytes(b"%PDF-1.7 no text\n")
    (tmp_path / "sources.toml").write_text(rows)
    return tmp_path


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Where the parts of a cluster write what they have to say."""
    place = tmp_path / "logs"
    place.mkdir()
    return place


def rows_of(home: Path) -> dict[str, list[str]]:
    """Every row of every table but those of the run itself, with nothing that names it."""
    found = {}
    with open_store(home) as store:
        tables = store.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'raw'"
            " AND table_type = 'BASE TABLE' ORDER BY 1"
        ).fetchall()
        for (table,) in tables:
            columns = [row[0] for row in store.execute(f"DESCRIBE raw.{table}").fetchall()]
            kept = [name for name in columns if name not in OF_THE_RUN]
            if kept and table not in OF_EACH_RUN:
                rows = store.execute(f"SELECT {', '.join(kept)} FROM raw.{table}").fetchall()
                found[table] = sorted(map(repr, rows))
    return found


OF_EACH_RUN = {"runs", "source_runs", "fetches", "snapshots", "migrations"}
OF_THE_RUN = {
    "run_id", "fetched_at", "archive_file", "archive_offset", "noticed_at", "first_seen",
    "last_seen", "first_run", "last_run", "part", "loaded_at", "first_run_id", "last_run_id",
}  # fmt: skip


@needs_dask
@pytest.mark.slow
def test_two_workers_give_the_rows_of_one_machine(
    folder: Path, two_workers: Cluster, hedgerow: Callable[..., Any]
) -> None:
    crawl = ("--json", "crawl", "--sources", "sources.toml")
    alone = hedgerow("--home", "alone", *crawl, cwd=folder)
    dask = ("--runner", "dask", "--dask-address", two_workers.address)
    spread = hedgerow("--home", "spread", *crawl, *dask, cwd=folder)
    assert (alone.code, spread.code) == (0, 0), spread.err
    assert spread.json["documents"] == PAGES
    for word in ("documents", "claims", "hype_flags"):
        assert spread.json[word] == alone.json[word] > 0
    expected = rows_of(folder / "alone")
    assert rows_of(folder / "spread") == expected
    assert all(expected[table] for table in ("claims", "documents", "flags", "sentences"))
    again = hedgerow("--home", "spread", "--json", "reextract", *dask, cwd=folder)
    assert (again.code, again.json["already_read"]) == (0, PAGES), again.err


def crawl_with_a_loss(folder: Path, running: Cluster, lost: int) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a crawl during which a process group is killed."""
    words = ("--home", "home", "--json", "crawl", "--sources", "sources.toml")
    dask = ("--runner", "dask", "--dask-address", running.address)
    with subprocess.Popen(
        [sys.executable, "-m", "flows", *words, *dask],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        staging = folder / "home" / "staging"
        while not any(staging.glob("*/part-*/documents.parquet")) and child.poll() is None:
            time.sleep(0.02)
        os.killpg(lost, signal.SIGKILL)
        out, err = child.communicate(timeout=300)
    return child.returncode, out, err


@needs_dask
@pytest.mark.slow
def test_a_worker_that_dies_is_replaced_by_the_other(folder: Path, logs: Path) -> None:
    with cluster(logs, 2) as running:
        code, out, err = crawl_with_a_loss(folder, running, running.workers[0].pid)
    assert code == 0, err
    assert json.loads(out)["documents"] == PAGES


@needs_dask
@pytest.mark.slow
def test_without_its_scheduler_a_crawl_ends_clearly_and_the_next_one_finishes_it(
    folder: Path, logs: Path, hedgerow: Callable[..., Any]
) -> None:
    with cluster(logs, 1) as running:
        code, out, err = crawl_with_a_loss(folder, running, running.scheduler.pid)
    assert code == 3, err
    assert "Traceback" not in err
    reasons = [source["reason"] for source in json.loads(out)["sources"] if source["reason"]]
    assert all("the Dask scheduler is gone" in reason for reason in reasons)
    assert reasons
    again = hedgerow("--home", "home", "--json", "crawl", "--sources", "sources.toml", cwd=folder)
    assert again.code == 0, again.err
    asked = ("sql", "SELECT count(*) AS n FROM documents", "--format", "json")
    assert hedgerow("--home", "home", *asked, cwd=folder).json == [{"n": PAGES}]


@needs_dask
@pytest.mark.slow
def test_a_scheduler_without_workers_or_with_strangers_is_refused(
    folder: Path, logs: Path, tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    crawl = ("--home", "home", "crawl", "--sources", "sources.toml", "--runner", "dask")
    with cluster(logs, 0) as running:
        refused = hedgerow(*crawl, "--dask-address", running.address, cwd=folder)
        assert refused.code == 2, refused.err
        assert "has no workers; start some with `dask worker tcp://" in refused.complaint
        (tmp_path / "sitecustomize.py").write_text(STRANGER)
        path = f"{tmp_path}{os.pathsep}{ROOT}"
        address = running.address
        with started(logs, "stranger", *worker(address), PYTHONPATH=path):
            wait_for_worker(address)
            refused = hedgerow(*crawl, "--dask-address", address, cwd=folder)
    assert refused.code == 2, refused.err
    assert "has extractor 0.0.0+other, this machine" in refused.complaint


STRANGER = """
import extractors.version
extractors.version.extractor_version = lambda lexicon=None: "0.0.0+other"
"""


def wait_for_worker(address: str) -> None:
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=60)


@needs_dask
def test_an_unreachable_scheduler_is_one_line(folder: Path, hedgerow: Callable[..., Any]) -> None:
    crawl = ("--home", "home", "crawl", "--sources", "sources.toml", "--runner", "dask")
    address = f"tcp://127.0.0.1:{free_port()}"
    refused = hedgerow(*crawl, "--dask-address", address, cwd=folder)
    assert refused.code == 2
    assert f"{address}: no Dask scheduler answers there" in refused.complaint


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--runner", "dask"), "Name its scheduler with --dask-address"),
        (("--runner", "ray"), "--runner ray: there are local and dask"),
        (("--dask-address", "tcp://127.0.0.1:1"), "--dask-address: needs --runner dask"),
    ],
)
def test_what_cannot_be_run_is_one_line(
    words: tuple[str, ...], told: str, folder: Path, hedgerow: Callable[..., Any]
) -> None:
    refused = hedgerow("--home", "h", "crawl", "--sources", "sources.toml", *words, cwd=folder)
    assert (refused.code, told in refused.complaint) == (2, True), refused.err


@pytest.mark.skipif(
    importlib.util.find_spec("prefect_dask") is not None, reason="the extra `dask` is installed"
)
def test_without_the_extra_the_line_names_it(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="install Hedgerow with its extra `dask`"):
        DaskPool(tmp_path, "tcp://127.0.0.1:1")


def test_a_worker_that_does_not_see_the_home_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.dask_pool._NFS_SECONDS", 0.0)
    batch = Batch(tmp_path / "elsewhere", "run", "a", ())
    with pytest.raises(Exception, match=re.escape(f"does not see {batch.home}")):
        stage_on_cluster(batch, "any")
    Places(batch.home).staging.joinpath("run").mkdir(parents=True)
    with pytest.raises(Exception, match=r"a Dask worker has extractor .*, this machine any"):
        stage_on_cluster(batch, "any")
