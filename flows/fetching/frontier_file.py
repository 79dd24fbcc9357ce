"""The one SQLite file behind the frontier: opened, written all or nothing, closed."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from extractors.errors import HedgerowError

__all__ = ["GROUP_SECONDS", "FrontierFile"]

_GROUP = 64
GROUP_SECONDS = 0.1
"""How long a write may wait for others to be committed with it."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
    url TEXT PRIMARY KEY, source TEXT NOT NULL, role TEXT NOT NULL, etag TEXT, last_modified TEXT,
    sha256 TEXT, first_seen REAL NOT NULL, last_seen REAL, last_changed REAL,
    quiet INTEGER NOT NULL DEFAULT 0, strikes INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL,
    interval REAL NOT NULL DEFAULT 0, outcome TEXT NOT NULL, reason TEXT,
    archive_file TEXT, archive_offset INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS captures (
    archive_file TEXT NOT NULL, archive_offset INTEGER NOT NULL, run_id TEXT NOT NULL,
    source TEXT NOT NULL, url TEXT NOT NULL, title TEXT, published_at TEXT,
    staged INTEGER NOT NULL DEFAULT 0, passing INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (archive_file, archive_offset)) STRICT;
CREATE INDEX IF NOT EXISTS captures_unstaged ON captures (source) WHERE staged = 0;
CREATE TABLE IF NOT EXISTS fetches (
    id INTEGER PRIMARY KEY, run_id TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL,
    fetched_at TEXT NOT NULL, outcome TEXT NOT NULL, status INTEGER, final_url TEXT, reason TEXT,
    bytes INTEGER NOT NULL, milliseconds INTEGER NOT NULL, archive_file TEXT,
    archive_offset INTEGER, staged INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS fetches_run ON fetches (run_id);
CREATE INDEX IF NOT EXISTS fetches_unstaged ON fetches (id) WHERE staged = 0;
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY, started_at TEXT NOT NULL, extractor_version TEXT,
    ended INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS hosts (
    host TEXT PRIMARY KEY, next_at REAL NOT NULL DEFAULT 0, blocked_until REAL NOT NULL DEFAULT 0,
    why TEXT, pauses INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS robots (
    site TEXT PRIMARY KEY, fetched REAL NOT NULL, status INTEGER, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS archives (file TEXT PRIMARY KEY, length INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS forgotten (url TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;
"""


class FrontierFile:
    """An open `frontier.sqlite`; safe to use from several threads of one process."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = home / "frontier.sqlite"
        self.is_new = not self.path.exists()
        self._lock = threading.RLock()
        self._inside = False
        self._uncommitted = 0
        self._since = 0.0
        self._db = sqlite3.connect(self.path, timeout=30, check_same_thread=False)
        self._db.isolation_level = None
        self._db.row_factory = sqlite3.Row
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise self._unusable(error) from error

    def close(self) -> None:
        """None, once everything is written and the file is closed."""
        with self._lock:
            try:
                self.commit()
            finally:
                self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _unusable(self, error: sqlite3.DatabaseError) -> HedgerowError:
        if isinstance(error, sqlite3.OperationalError):  # no fault of what is in the file
            return HedgerowError(f"{self.path}: {error}")
        return HedgerowError(
            f"{self.path}: damaged ({error}); move it away and crawl again: "
            "it is made anew from the archive and the store"
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside, on disk at the end."""
        with self._lock:
            if self._inside:
                yield
                return
            with self.grouped():
                yield
            self.commit()

    @contextmanager
    def grouped(self) -> Iterator[None]:
        """All or nothing of what is written inside; on disk with its group, a little later.

        Everything read through this object sees it at once. A group is at most 64 of these, or
        what came within GROUP_SECONDS: whoever writes one calls `commit` in that time.
        """
        with self._lock:
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
                self._since = time.monotonic()
            self._db.execute("SAVEPOINT one")
            self._inside = True
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK TO one")
                self._drop_memory()
                raise
            finally:
                self._inside = False
                self._db.execute("RELEASE one")
                self._uncommitted += 1
            if self._uncommitted >= _GROUP or time.monotonic() - self._since > GROUP_SECONDS:
                self.commit()

    @property
    def is_uncommitted(self) -> bool:
        """Does a group wait for its `commit`?"""
        return bool(self._uncommitted)

    def commit(self) -> None:
        """None, once nothing waits to be written; no more than a look where nothing does."""
        with self._lock:
            if self._uncommitted:
                self._db.execute("COMMIT")
                self._uncommitted = 0

    def _drop_memory(self) -> None:
        """None; nothing is held in memory any more of what the file says."""

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        with self._lock:
            row: sqlite3.Row | None = self._db.execute(query, values).fetchone()
            return row

    def _all(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(query, values).fetchall()
