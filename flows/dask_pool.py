"""The workers of a Dask cluster that read batches of archived responses.

Prefect's Dask task runner holds the connection. What it sends is the plain function below, not a
Prefect task: a worker that runs a Prefect task must reach Prefect's API, and where there is no
standing server each worker starts one of its own (20 s, 230 MB) on the same database. So a worker
needs Hedgerow and the home folder alone, and is told no setting and no key. Prefect still records
each batch, as a task of this process that waits for it.

The archive and `staging` must lie on a folder that every worker sees under the same path.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from extractors.errors import HedgerowError, InputError
from flows.batches import Batch, BatchReport
from flows.reading_pool import stage_batch
from warehouse.places import Places
from warehouse.stage import sync

if TYPE_CHECKING:
    from types import TracebackType

    from distributed import Future
    from prefect_dask import DaskTaskRunner

_CONNECT_SECONDS = 15
_LOOK_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
"""How long a crawl waits for a worker to come back once none is left."""
_NFS_SECONDS = 10.0
"""A network file system may show a new folder a few seconds late."""

_ONE_AT_A_TIME = threading.Lock()
"""A spaCy vocabulary serves one document at a time; a worker may have several threads."""


class DaskPool:
    """The workers of an existing cluster, for one home; each has been looked at.

    InputError where the scheduler cannot be reached, has no workers, or where a worker does not
    see the home or would read otherwise than this machine.
    """

    def __init__(self, home: Path, address: str | None, user_lexicon: Path | None = None) -> None:
        from extractors.version import extractor_version

        self._home, self._version = home, extractor_version(user_lexicon)
        self._runner = _connected(address)
        self._client = self._runner.client
        self._open: set[Future] = set()
        self._seen_at = self._looked_at = time.monotonic()
        try:
            self._require_fit_workers(user_lexicon)
        except BaseException:
            self.close()
            raise

    async def stage(self, batch: Batch) -> BatchReport:
        """What the batch came to, read by one of the workers.

        A worker that dies is replaced by another; HedgerowError where they die on the same batch
        again and again, where none is left, or where the scheduler is gone.
        """
        await asyncio.to_thread(self._make_visible, batch)
        if self._client.status != "running":
            raise self._lost()
        if not self._open:  # nobody looked since the last batch: patience begins anew
            self._seen_at = time.monotonic()
        future = self._client.submit(stage_on_cluster, batch, self._version, pure=False)
        self._open.add(future)
        try:
            await self._done(future)
            return await self._outcome(future, batch)
        finally:
            self._open.discard(future)
            future.release()

    def __enter__(self) -> DaskPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind and self._client.status == "running":
            self._client.cancel(list(self._open))  # half-read batches are read by the next run
        self.close()

    def close(self) -> None:
        """None, once the connection is closed; the cluster lives on."""
        self._runner.__exit__(None, None, None)

    # --- one batch -----------------------------------------------------------------------------

    def _make_visible(self, batch: Batch) -> None:
        """None, once other machines can read what this process has written to the archive."""
        (Places(self._home).staging / batch.run_id).mkdir(parents=True, exist_ok=True)
        for file in {capture.archive_file for capture in batch.captures}:
            if (self._home / file).is_file():
                sync(self._home / file)

    async def _done(self, future: Future) -> None:
        """None, once the future is settled, well or not; HedgerowError where nobody works at it."""
        loop, settled = asyncio.get_running_loop(), asyncio.Event()

        def tell(_: Future) -> None:
            if not loop.is_closed():  # as it is after an interrupt
                loop.call_soon_threadsafe(settled.set)

        future.add_done_callback(tell)
        while not settled.is_set():
            try:
                await asyncio.wait_for(settled.wait(), _LOOK_SECONDS)
            except TimeoutError:
                await asyncio.to_thread(self._require_worker)

    async def _outcome(self, future: Future, batch: Batch) -> BatchReport:
        from distributed import CancelledError, KilledWorker

        try:
            report: BatchReport = await asyncio.to_thread(future.result)
        except KilledWorker as error:
            raise HedgerowError(
                f"{error.allowed_failures + 1} Dask workers died while they read the same "
                f"{len(batch.captures)} pages; the pages stay archived for the next crawl"
            ) from error
        except (CancelledError, TimeoutError) as error:
            raise self._lost() from error
        return report

    def _require_worker(self) -> None:
        now = time.monotonic()
        if self._client.status != "running":
            raise self._lost()
        if now - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = now
            if self._client.scheduler_info(n_workers=-1)["workers"]:
                self._seen_at = now
        if now - self._seen_at > _PATIENCE_SECONDS:
            raise HedgerowError(
                f"no Dask worker is left, for {_PATIENCE_SECONDS:.0f} s; "
                "the pages stay archived for the next crawl"
            )

    def _lost(self) -> HedgerowError:
        return HedgerowError(
            f"{self._runner.address}: the Dask scheduler is gone; "
            "the pages stay archived for the next crawl"
        )

    # --- before the first batch ----------------------------------------------------------------

    def _require_fit_workers(self, user_lexicon: Path | None) -> None:
        """None, when each worker sees the home, can write there and reads as this machine does."""
        mark = Places(self._home).staging / f".seen-{token_hex(8)}"
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        sync(mark.parent)
        try:
            found = self._client.run(look, mark, self._version, user_lexicon, on_error="return")
        except ModuleNotFoundError as error:
            found = {"its workers": error}
        finally:
            for left in mark.parent.glob(f"{mark.name}*"):
                left.unlink(missing_ok=True)
        if not found:
            raise InputError(
                f"{self._runner.address}: the Dask scheduler has no workers; start some with "
                f"`dask worker {self._runner.address} --nthreads 1`"
            )
        for worker, problem in sorted(found.items()):
            if problem:
                raise InputError(f"{self._runner.address}: {worker}: {_told(problem)}")


def _connected(address: str | None) -> DaskTaskRunner:
    if not address:
        raise InputError(
            "--runner dask: which cluster? Name its scheduler with --dask-address "
            "tcp://HOST:8786, or set DASK_SCHEDULER_ADDRESS"
        )
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError as error:
        raise InputError(
            "--runner dask: prefect-dask is not installed; install Hedgerow with its extra `dask`"
        ) from error
    for name in ("distributed", "distributed.client", "distributed.comm", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is told by `_lost`
    how = {"timeout": _CONNECT_SECONDS, "set_as_default": False, "name": "hedgerow"}
    runner: DaskTaskRunner = DaskTaskRunner(address=address, client_kwargs=how)
    try:
        runner.__enter__()
        _ = runner.client
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"{address}: no Dask scheduler answers there ({error}); start one with "
            "`dask scheduler`, or see that this machine may reach it"
        ) from error
    return runner


def _told(problem: object) -> str:
    if isinstance(problem, ModuleNotFoundError):
        return f"{problem}; install the same Hedgerow there"
    return str(problem)


# --- on a worker ---------------------------------------------------------------------------------


def look(mark: Path, version: str, user_lexicon: Path | None) -> str | None:
    """Why the worker that runs this cannot read for the home of that mark; None where it can."""
    home = mark.parent.parent
    if not _appears(mark):
        return f"does not see {home}; mount that folder there, under the same path"
    try:
        (mark.parent / f"{mark.name}-{token_hex(4)}").touch()
    except OSError as error:
        return f"cannot write to {mark.parent} ({error.strerror})"
    return _difference(version, user_lexicon)


def stage_on_cluster(batch: Batch, version: str) -> BatchReport:
    """What the batch came to; InputError where this worker, which may be new, is not fit for it."""
    if not _appears(Places(batch.home).staging / batch.run_id):
        raise InputError(f"a Dask worker does not see {batch.home}; mount that folder there")
    if told := _difference(version, batch.user_lexicon):
        raise InputError(f"a Dask worker {told}")
    with _ONE_AT_A_TIME:
        return stage_batch(batch)


def _difference(version: str, user_lexicon: Path | None) -> str | None:
    from extractors.version import extractor_version

    own = extractor_version(user_lexicon)
    if own == version:
        return None
    return f"has extractor {own}, this machine {version}; install the same Hedgerow there"


def _appears(path: Path) -> bool:
    deadline = time.monotonic() + _NFS_SECONDS
    while not path.exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True
