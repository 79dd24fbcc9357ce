"""Ctrl-C that stops a statement at once, also where DuckDB does not look for signals."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread

import duckdb

__all__ = ["stopped_by_ctrl_c"]


@contextmanager
def stopped_by_ctrl_c(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """None; meanwhile SIGINT interrupts what the connection runs, as duckdb.InterruptException.

    DuckDB asks Python for signals between some of its tasks only, so that a long join may end
    before it hears of one. The byte that Python's own handler writes (signal.set_wakeup_fd) wakes
    a thread of ours at any time. Outside the main thread, where no signal arrives, nothing is done.
    """
    if current_thread() is not main_thread():
        yield
        return
    told, telling = socket.socketpair()
    with told, telling:
        telling.setblocking(False)
        before = signal.set_wakeup_fd(telling.fileno(), warn_on_full_buffer=False)
        watch = Thread(target=_interrupt_when_told, args=(connection, told), daemon=True)
        watch.start()
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            telling.shutdown(socket.SHUT_WR)
            watch.join()


def _interrupt_when_told(connection: duckdb.DuckDBPyConnection, told: socket.socket) -> None:
    while number := told.recv(1):
        if number[0] == signal.SIGINT:
            connection.interrupt()
