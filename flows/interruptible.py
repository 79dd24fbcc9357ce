"""A run beside the main thread, which is free to answer Ctrl-C and SIGTERM at any moment.

Signal handlers run in the main thread alone, and Prefect puts its own there for the time of a
flow, blocks the loop while its server starts, and asks a server that Ctrl-C has ended for minutes.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from queue import SimpleQueue
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from flows.ctrl_c import block_ctrl_c
from flows.summary import CrawlSummary
from flows.temporary_server import end_server
from flows.terminal import err

__all__ = ["GRACE_SECONDS", "RUNNING", "Breakable", "Interrupted", "leave", "run_interruptibly"]

T = TypeVar("T")

GRACE_SECONDS = 3.0
"""How long Prefect may take to note the end, once what a run has is safe; it is then left."""
_LOOK_SECONDS = 0.1


class Breakable(Protocol):
    """What a run does that can be broken off."""

    def break_off(self) -> CrawlSummary:
        """How far it came, once that is safe on disk."""


RUNNING: ContextVar[list[Breakable] | None] = ContextVar("running", default=None)
"""Where a run that can be broken off says so."""


class Interrupted(KeyboardInterrupt):
    """A run was broken off by Ctrl-C or SIGTERM."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.exit_code = 128 + signal_number


def run_interruptibly(
    run: Callable[[Coroutine[Any, Any, T]], T],
    work: Coroutine[Any, Any, T],
    tell: Callable[[CrawlSummary], object] = lambda _: None,
) -> T:
    """What `run(work)` gives in a thread of its own; `run` is `asyncio.run` or does as it does.

    Ctrl-C and SIGTERM cancel the work; how far it came is told as soon as that is safe on disk.
    Interrupted once it has ended, or GRACE_SECONDS later, or at once at a second signal; whoever
    catches it must `leave`, since the thread may still run.
    """
    running: list[Breakable] = []
    RUNNING.set(running)
    beside = _Beside(run, work, running, tell)
    thread = threading.Thread(target=copy_context().run, args=(beside.run,), daemon=True)
    with _answered_by(beside.stop):
        thread.start()
        return beside.result()


def leave(exit_code: int) -> NoReturn:
    """Ends this process and what it started now: nothing it has open needs to be closed."""
    for child in multiprocessing.active_children():
        child.kill()
    end_server()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


class _Beside(Generic[T]):
    """One run and how it ended."""

    def __init__(
        self,
        run: Callable[[Coroutine[Any, Any, T]], T],
        work: Coroutine[Any, Any, T],
        running: list[Breakable],
        tell: Callable[[CrawlSummary], object],
    ) -> None:
        self._run, self._work, self._running, self._tell = run, work, running, tell
        self._untold: SimpleQueue[CrawlSummary] = SimpleQueue()
        self._is_told = False
        self._over = threading.Event()
        self._cancel: Callable[[], object] | None = None
        self._signal: int | None = None
        self._deadline = 0.0
        self._outcome: tuple[T] | BaseException

    def run(self) -> None:
        """None, in the run's own thread, once the run is over."""
        # What it starts inherits this: Ctrl-C on a terminal reaches every process there, and
        # Prefect's server would end, or complain, while the run still reports to it.
        block_ctrl_c()
        try:
            self._outcome = (self._run(self._cancellable()),)
        except BaseException as error:  # noqa: BLE001  the main thread raises it
            self._outcome = error
        finally:
            self._over.set()

    async def _cancellable(self) -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def break_off() -> None:
            task.cancel()
            for one in self._running:
                self._untold.put(one.break_off())

        self._cancel = lambda: loop.call_soon_threadsafe(break_off)
        if self._signal is not None:
            task.cancel()
        try:
            return await self._work
        finally:
            self._cancel = None

    def stop(self, signal_number: int, _: object) -> None:
        """None; the signal handler, in the main thread."""
        if self._signal is not None:
            raise Interrupted(signal_number)
        self._signal, self._deadline = signal_number, time.monotonic() + GRACE_SECONDS
        err.print("stopping: what was fetched and staged is kept ...")
        if cancel := self._cancel:
            cancel()

    def result(self) -> T:
        """What the run gave, in the main thread."""
        while not self._over.wait(_LOOK_SECONDS):
            self._tell_what_is_safe()
            if self._signal is not None and time.monotonic() > self._deadline:
                raise Interrupted(self._signal)
        self._tell_what_is_safe()
        if not isinstance(self._outcome, BaseException) and not self._is_told:
            return self._outcome[0]
        cause = self._outcome if isinstance(self._outcome, BaseException) else None
        if self._signal is not None:
            raise Interrupted(self._signal) from cause
        assert cause is not None
        raise cause

    def _tell_what_is_safe(self) -> None:
        while not self._untold.empty():
            self._is_told = True
            self._tell(self._untold.get())


@contextmanager
def _answered_by(handler: Callable[[int, Any], None]) -> Iterator[None]:
    before = {name: signal.signal(name, handler) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for name, previous in before.items():
            signal.signal(name, previous)
