"""The worker processes that read batches of archived responses."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ProcessPoolExecutor
from contextvars import ContextVar
from multiprocessing import get_context
from types import TracebackType
from typing import Protocol, Self

from flows.batches import Batch, BatchReport


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

    They start loading when the pool is made, so that a crawl can set up and fetch meanwhile.
    """

    def __init__(self, processes: int) -> None:
        self._pool = ProcessPoolExecutor(
            processes, mp_context=get_context("spawn"), initializer=leave_interrupts_to_the_parent
        )
        for _ in range(processes):
            self._pool.submit(_warm_up)

    async def stage(self, batch: Batch) -> BatchReport:
        """What the batch came to, read by one of the workers."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, stage_batch, batch)

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


def leave_interrupts_to_the_parent() -> None:
    """None; Ctrl-C reaches every process of a terminal, and only the parent can answer it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _warm_up() -> None:
    import flows.readings  # noqa: F401  what every batch needs
    from extractors.language.pipeline import load_pipeline

    load_pipeline()


def stage_batch(batch: Batch) -> BatchReport:
    """What a batch came to, run in a worker: only workers pay for loading the language part."""
    from flows.readings import read_and_stage

    return read_and_stage(batch)
