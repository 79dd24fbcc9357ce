"""Verdicts into the next snapshot, a while after they came: never a copy for each verdict."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Condition, Thread

from extractors.errors import WarehouseError
from warehouse.places import Places
from warehouse.publish import publish

__all__ = ["Publisher"]

LARGEST = 1_000_000_000
"""Bytes of a store that is copied for the sake of reviews; a larger one waits for a crawl."""
_QUIET = 15.0
_LONGEST = 40.0
_AGAIN = 20.0


class Publisher:
    """Publishes once no verdict has come for `quiet` seconds, and `longest` after the first.

    Between `start` and `stop` it works in a thread of its own; `stop` publishes what waits.
    """

    def __init__(
        self,
        home: Path,
        *,
        quiet: float = _QUIET,
        longest: float = _LONGEST,
        largest: int = LARGEST,
    ) -> None:
        self._home = home
        self._quiet, self._longest, self._largest = quiet, longest, largest
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
        while True:
            with self._changed:
                while not self._ending and (wait := self._seconds_left()) != 0.0:
                    self._changed.wait(wait)
                if self._first is None or (self._ending and self.too_large):
                    return
                self._first = None
            if not self._publish() and not self._ending:
                self._retry()
            if self._ending:
                return

    def _seconds_left(self) -> float | None:
        """Until the next publish; None while nothing waits or nothing may be copied."""
        if self._first is None or self.too_large:
            return None
        due = min(self._last + self._quiet, self._first + self._longest)
        return max(0.0, due - time.monotonic())

    def _publish(self) -> bool:
        try:
            publish(self._home, wait_seconds=5.0)
        except WarehouseError as error:
            self.trouble = str(error)
            return False
        self.trouble = ""
        return True

    def _retry(self) -> None:
        with self._changed:
            self._first = self._first or time.monotonic() - self._longest + _AGAIN
            self._last = max(self._last, time.monotonic() + _AGAIN - self._quiet)
