"""Threads and processes that are deaf to Ctrl-C, which a terminal sends to all that it started."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

__all__ = ["block_ctrl_c", "deaf_to_ctrl_c"]


def block_ctrl_c() -> set[int]:
    """What this thread blocked before; it, and what it starts from now on, is deaf to Ctrl-C."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    resource_tracker.ensure_running()  # multiprocessing starts it, and Python 3.11 then unblocks
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return set(before)


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Meanwhile processes are started that never hear Ctrl-C, not even while they load."""
    before = block_ctrl_c()
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
