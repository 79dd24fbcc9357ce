"""Who alone may crawl or reshape a home; everybody else is told which process that is."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from extractors.errors import InputError

__all__ = ["HomeLock"]


class HomeLock:
    """Held by one process at a time; it ends with that process, however that ends.

    `doing` is what the holder does, as another one is told it: "crawl". A context manager.
    """

    def __init__(self, home: Path, doing: str) -> None:
        self._home, self._doing = home, doing
        self._lock = FileLock(home / "crawl.lock", thread_local=False)
        self._note = home / "crawl.pid"

    def acquire(self) -> None:
        """None, once the home is held; InputError, which names the holder, where another has it."""
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise InputError(f"{self._home}: {self._holder()}; wait until it ends") from None
        since = datetime.now(UTC).isoformat(timespec="seconds")
        with suppress(OSError):  # on a full disk `prune` must still be able to make room
            self._note.write_text(f"{os.getpid()} {self._doing} {since}\n", "utf-8")

    def release(self) -> None:
        """None; another may have the home."""
        self._note.unlink(missing_ok=True)
        self._lock.release()

    def __enter__(self) -> HomeLock:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _holder(self) -> str:
        try:
            pid, doing, since = self._note.read_text("utf-8").split()
        except (OSError, ValueError):  # it has not written it yet, or has just ended
            return "another process is using it"
        return f"a {doing} is running (process {pid}, since {since})"
