"""Verdicts into the next snapshot, a while after they came: never a copy for each verdict."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Condition, Thread

import duckdb

from extractors.errors import WarehouseError
from warehouse.places import Places
from warehouse.publish import publish

__all__ = ["Publisher"]

LARGEST = 1_000_000_000
"""Bytes of a store that is copied for the sake of reviews; a larger one waits for a crawl."""


class Publisher:
    """Publishes once no verdict has come for `quiet` seconds, or `longest` after the first.

    A store that another process has locked for `patience` seconds is tried `again` after so many.
    Between `start` and `stop` it works in a thread of its own; `stop` publishes what waits.
    """

    def __init__(
        self,
        home: Path,
        *,
        quiet: float = 15.0,
        longest: float = 40.0,
        again: float = 20.0,
        patience: float = 5.0,
        largest: int = LARGEST,
    ) -> None:
        self._home = home
        self._quiet, self.longest, self._again = quiet, longest, again
        self._patience, self._largest = patience, largest
        self._changed = Condition()
        self._first: float | None = None
        self._last = 0.0
        self._ending = False
        self._thread: Thread | None = None
        self.trouble = ""
        """Why the last attempt came to nothing; empty where it did not."""

    @property
    def waits(self) -> bool:
        """Are there verdicts that no snapshot has yet?"""
        return self._first is not None

    @property
    def too_large(self) -> bool:
        """Is the warehouse so large that verdicts wait for the next crawl or `publish`?"""
        store = Places(self._home).store
        return not store.exists() or store.stat().st_size >= self._largest

    def start(self) -> None:
        """None; from now on verdicts that are told are published."""
        self._thread = Thread(target=self._run, name="review-publisher", daemon=True)
        self._thread.start()

    def tell(self) -> None:
        """None; a verdict came."""
        with self._changed:
            self._last = time.monotonic()
            self._first = self._first or self._last
            self._changed.notify()

    def stop(self) -> None:
        """None, once what waited is published, if it can be."""
        with self._changed:
            self._ending = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while self._awaited():
            if not self._publish():
                self._retry()
            if self._ending:
                return

    def _awaited(self) -> bool:
        """True when it is time to publish, False when nothing ever will be."""
        with self._changed:
            while not self._ending and (wait := self._seconds_left()) != 0.0:
                self._changed.wait(wait)
            if self._first is None or self.too_large:
                return False
            self._first = None
            return True

    def _seconds_left(self) -> float | None:
        """Until the next publish; None while nothing waits or nothing may be copied."""
        if self._first is None or self.too_large:
            return None
        due = min(self._last + self._quiet, self._first + self.longest)
        return max(0.0, due - time.monotonic())

    def _publish(self) -> bool:
        try:
            publish(self._home, wait_seconds=self._patience)
        except (WarehouseError, duckdb.Error, OSError) as error:
            # Whatever it was, such as a full disk: the reader is told, and it is tried again.
            self.trouble = str(error)
            return False
        self.trouble = ""
        return True

    def _retry(self) -> None:
        """None; what could not be published waits once more, for `again` seconds."""
        with self._changed:
            now = time.monotonic()
            self._first = now + self._again - self.longest
            self._last = now + self._again - self._quiet
