"""The worker processes that read batches of archived responses."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextvars import ContextVar
from dataclasses import replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from types import TracebackType
from typing import Protocol, Self, TypeVar

from extractors.errors import HedgerowError
from flows.batches import Batch, BatchReport
from flows.ctrl_c import deaf_to_ctrl_c
from flows.given_up import stage_as_unreadable
from flows.temporary_server import end_server_of

T = TypeVar("T")


class Readers(Protocol):
    """Whoever reads batches for a crawl; a context manager, which drops what an error cut off."""

    async def stage(self, batch: Batch) -> BatchReport:
        """What the batch came to, once its part is on disk."""

    def close(self) -> None:
        """None, once nothing is read any more."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class ReadingPool:
    """Worker processes with the pipeline loaded; spawned, since a fork may inherit held locks.

    They start loading when the pool is made, so that a crawl can set up and fetch meanwhile. A
    worker that is killed (by the kernel, where memory ran out) is replaced, and what was being
    read is read again, each batch by a process of its own, so that the page at fault is found.
    """

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool = _started(processes)
        self._turns = asyncio.Semaphore(processes)  # no more than are read at once are lost at once
        self._alone = asyncio.Lock()

    async def stage(self, batch: Batch) -> BatchReport:
        """What the batch came to, read by one of the workers.

        A page whose reading ends its process becomes an issue. HedgerowError where no worker can
        be started.
        """
        async with self._turns:
            pool = self._pool
            try:
                return await _run(pool, stage_batch, batch)
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = _started(self._processes)
                    pool.shutdown(wait=False)
        async with self._alone:
            return await _stage_alone(batch)

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:  # a batch that is half read is read again by the next run: nothing to wait for
            for process in list((self._pool._processes or {}).values()):
                process.kill()
        self.close()

    def close(self) -> None:
        """None, once no worker runs any more; what was not begun is not read."""
        self._pool.shutdown(wait=True, cancel_futures=True)


POOL: ContextVar[Readers | None] = ContextVar("pool", default=None)
"""The readers that a command made before the crawl began; the command closes it."""


def begin_worker() -> None:
    """None; Ctrl-C reaches every process of a terminal, and only the parent can answer it.

    A worker does not outlive its parent, however that ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    assert parent.pid is not None
    end_server_of(parent.pid)
    os._exit(1)


def _started(processes: int) -> ProcessPoolExecutor:
    pool = _pool_of(processes)
    with deaf_to_ctrl_c():
        for _ in range(processes):
            pool.submit(_warm_up)
    return pool


def _pool_of(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=begin_worker)


async def _run(pool: ProcessPoolExecutor, work: Callable[..., T], *given: object) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, work, *given)


async def _stage_alone(batch: Batch) -> BatchReport:
    """What the batch came to in a process of its own, in halves where that is killed too."""
    pool = _pool_of(1)
    try:
        await _warmed(pool)
        return await _run(pool, stage_batch, batch)
    except BrokenProcessPool:
        pass
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    half = len(batch.captures) // 2
    if not half:
        return stage_as_unreadable(batch)
    first = await _stage_alone(replace(batch, captures=batch.captures[:half]))
    return first + await _stage_alone(replace(batch, captures=batch.captures[half:]))


async def _warmed(pool: ProcessPoolExecutor) -> None:
    with deaf_to_ctrl_c():
        loaded = pool.submit(_warm_up)
    try:
        await asyncio.wrap_future(loaded)
    except BrokenProcessPool as error:
        raise HedgerowError(
            "reading processes are killed as they start: give them more memory, or set workers = 1"
            " in settings.toml; what was fetched is kept, run again to go on"
        ) from error


def _warm_up() -> None:
    import flows.readings  # noqa: F401  what every batch needs
    from extractors.language.pipeline import load_pipeline

    load_pipeline()


def stage_batch(batch: Batch) -> BatchReport:
    """What a batch came to, run in a worker: only workers pay for loading the language part."""
    from flows.readings import read_and_stage

    return read_and_stage(batch)
