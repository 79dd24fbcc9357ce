"""What a crawl remembers between nights: pages, hosts, requests, and what awaits reading.

One SQLite file in the home (`frontier.sqlite`, write-ahead log). Every request is one transaction:
its row, the page's state, the archive's length and, for a new body, a mark that it still has to
be staged. `kill -9` between two transactions loses nothing; between the archive and the
transaction, `Archive.unrecorded` finds the record again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from flows.fetching.response import Outcome, Response
from flows.fetching.schedule import next_due
from flows.fetching.target import Role
from warehouse.records import FetchRecord

__all__ = ["Capture", "Frontier", "HostState", "PageState", "RunYield"]

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
    staged INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (archive_file, archive_offset)) STRICT;
CREATE INDEX IF NOT EXISTS captures_unstaged ON captures (source) WHERE staged = 0;
CREATE TABLE IF NOT EXISTS fetches (
    id INTEGER PRIMARY KEY, run_id TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL,
    fetched_at TEXT NOT NULL, outcome TEXT NOT NULL, status INTEGER, final_url TEXT, reason TEXT,
    bytes INTEGER NOT NULL, milliseconds INTEGER NOT NULL, archive_file TEXT,
    archive_offset INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS fetches_run ON fetches (run_id);
CREATE TABLE IF NOT EXISTS hosts (
    host TEXT PRIMARY KEY, next_at REAL NOT NULL DEFAULT 0, blocked_until REAL NOT NULL DEFAULT 0,
    why TEXT, pauses INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS robots (
    site TEXT PRIMARY KEY, fetched REAL NOT NULL, status INTEGER, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS archives (file TEXT PRIMARY KEY, length INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS forgotten (url TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known of one URL; times are seconds since 1970."""

    url: str
    source: str
    role: Role
    etag: str | None
    last_modified: str | None
    sha256: str | None
    first_seen: float
    last_seen: float | None
    last_changed: float | None
    quiet: int
    """How often in a row it was found unchanged."""
    strikes: int
    """How often in a row it failed."""
    due: float
    interval: float
    outcome: Outcome
    reason: str | None
    archive_file: str | None
    archive_offset: int | None


@dataclass(frozen=True, slots=True)
class HostState:
    """What is known of one host; times are seconds since 1970."""

    host: str
    next_at: float = 0.0
    blocked_until: float = 0.0
    why: str | None = None
    pauses: int = 0
    """How often in a row it asked for a pause (429, 503)."""
    failures: int = 0
    """How many requests in a row failed."""


@dataclass(frozen=True, slots=True)
class Capture:
    """An archived body that has not been staged yet."""

    archive_file: str
    archive_offset: int
    run_id: str
    source: str
    url: str
    title: str | None
    published_at: str | None


@dataclass(frozen=True, slots=True)
class RunYield:
    """What one crawl of one source came to, lists and robots.txt left out."""

    source: str
    last_at: str
    fetched: int
    pages: int
    """Fetched or unchanged."""
    failed: int
    bytes: int
    """Of the fetched pages, on the wire."""


class Frontier:
    """The crawl's memory; safe to use from several threads of one process."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.path = home / "frontier.sqlite"
        self._lock = threading.RLock()
        self._db = sqlite3.connect(self.path, timeout=30, check_same_thread=False)
        self._db.isolation_level = None
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """None, once the file is closed."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Frontier:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # --- pages ------------------------------------------------------------------------------

    def page(self, url: str) -> PageState | None:
        """What is known of a URL, or None for a new one."""
        row = self._one("SELECT * FROM pages WHERE url = ?", url)
        return PageState(**row) if row else None

    def is_forgotten(self, url: str) -> bool:
        """Was this URL taken out by its owner's wish?"""
        return self._one("SELECT url FROM forgotten WHERE url = ?", url) is not None

    def record(
        self,
        response: Response,
        run_id: str,
        role: Role,
        now: float,
        archive_length: int | None = None,
    ) -> None:
        """None; a request, the state it leaves and its claim to be staged, all or nothing."""
        with self.transaction():
            self._insert_fetch(response, run_id)
            if response.archive_file and archive_length is not None:
                self.set_archive_length(response.archive_file, archive_length)
            if role != "robots" and response.outcome not in ("redirected", "blocked"):
                self._update_page(response, role, now)
            if role == "page" and response.ok and response.archive_file:
                self._insert_capture(response, run_id)

    def record_request(
        self, response: Response, run_id: str, archive_length: int | None = None
    ) -> None:
        """None; a request that says nothing about a page: a redirect's hop, a robots.txt."""
        self.record(response, run_id, "robots", 0.0, archive_length)

    def _insert_fetch(self, response: Response, run_id: str) -> None:
        self._db.execute(
            "INSERT INTO fetches (run_id, source, url, fetched_at, outcome, status, final_url,"
            " reason, bytes, milliseconds, archive_file, archive_offset)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run_id,
                response.source,
                response.url,
                response.fetched_at,
                response.outcome,
                response.status,
                response.final_url,
                response.reason,
                response.wire_bytes,
                response.milliseconds,
                response.archive_file,
                response.archive_offset,
            ),
        )

    def _update_page(self, response: Response, role: Role, now: float) -> None:
        before = self.page(response.url)
        good = response.outcome in ("fetched", "unchanged")
        quiet = before.quiet + 1 if before and response.outcome == "unchanged" else 0
        strikes = 0 if good else (before.strikes + 1 if before else 1)
        interval, due = next_due(role, response, before.interval if before else 0, quiet, strikes)
        fresh = response.outcome == "fetched"
        values = {
            "url": response.url,
            "source": response.source,
            "role": role,
            "etag": response.headers.get("etag") or (before.etag if before else None),
            "last_modified": response.headers.get("last-modified")
            or (before.last_modified if before else None),
            "sha256": response.sha256 if fresh else (before.sha256 if before else None),
            "first_seen": before.first_seen if before else now,
            "last_seen": now if good else (before.last_seen if before else None),
            "last_changed": now if fresh else (before.last_changed if before else None),
            "quiet": quiet,
            "strikes": strikes,
            "due": now + due,
            "interval": interval,
            "outcome": response.outcome,
            "reason": response.reason,
            "archive_file": response.archive_file
            if fresh
            else (before.archive_file if before else None),
            "archive_offset": response.archive_offset
            if fresh
            else (before.archive_offset if before else None),
        }
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self._db.execute(
            f"INSERT OR REPLACE INTO pages ({names}) VALUES ({marks})", tuple(values.values())
        )

    # --- what awaits reading -------------------------------------------------------------------

    def _insert_capture(self, response: Response, run_id: str) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO captures (archive_file, archive_offset, run_id, source, url,"
            " title, published_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                response.archive_file,
                response.archive_offset,
                run_id,
                response.source,
                response.url,
                response.title,
                response.published_at,
            ),
        )

    def unstaged(self, source: str | None = None) -> tuple[Capture, ...]:
        """Archived bodies that are not staged yet, of one source or of all, oldest first."""
        names = ", ".join(field.name for field in fields(Capture))
        rows = self._all(
            f"SELECT {names} FROM captures WHERE staged = 0 AND (? IS NULL OR source = ?)"
            " ORDER BY rowid",
            source,
            source,
        )
        return tuple(Capture(**row) for row in rows)

    def mark_staged(self, responses: Iterable[Response | Capture]) -> None:
        """None; these bodies are staged for good and need no reading again."""
        keys = [(item.archive_file, item.archive_offset) for item in responses]
        with self.transaction():
            self._db.executemany(
                "UPDATE captures SET staged = 1 WHERE archive_file = ? AND archive_offset = ?", keys
            )

    # --- requests ------------------------------------------------------------------------------

    def fetches(self, run_id: str) -> tuple[FetchRecord, ...]:
        """Every request of one run, in order."""
        names = ", ".join(field.name for field in fields(FetchRecord))
        rows = self._all(f"SELECT {names} FROM fetches WHERE run_id = ? ORDER BY id", run_id)
        return tuple(FetchRecord(**row) for row in rows)

    def run_yields(self) -> tuple[RunYield, ...]:
        """Every crawl of every source that asked for a page, the oldest first."""
        rows = self._all(
            "SELECT f.source, max(f.fetched_at) AS last_at, sum(f.outcome = 'fetched') AS fetched,"
            " sum(f.outcome IN ('fetched', 'unchanged')) AS pages,"
            " sum(f.outcome NOT IN ('fetched', 'unchanged', 'redirected')) AS failed,"
            " sum(CASE f.outcome WHEN 'fetched' THEN f.bytes ELSE 0 END) AS bytes"
            " FROM fetches f JOIN pages p ON p.url = f.url AND p.role = 'page'"
            " GROUP BY f.source, f.run_id ORDER BY min(f.id)"
        )
        return tuple(RunYield(**row) for row in rows)

    # --- retention -----------------------------------------------------------------------------

    def forget(self, url: str, at: str) -> bool:
        """Was the page known? Its state is gone; that it must not be fetched again stays."""
        known = self.page(url) is not None
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", (url, at))
            for table in ("pages", "captures", "fetches"):
                self._db.execute(f"DELETE FROM {table} WHERE url = ?", (url,))
        return known

    def drop_record(self, file: str, offset: int) -> None:
        """None; nothing points to this archive record any more."""
        place = "WHERE archive_file = ? AND archive_offset = ?"
        with self.transaction():
            self._db.execute(f"DELETE FROM captures {place}", (file, offset))
            self._db.execute(
                f"UPDATE pages SET archive_file = NULL, archive_offset = NULL {place}",
                (file, offset),
            )

    def drop_archive(self, file: str) -> None:
        """None; nothing points into this archive file any more, and its lists are asked afresh."""
        with self.transaction():
            self._db.execute(
                "UPDATE pages SET archive_file = NULL, archive_offset = NULL,"
                " sha256 = CASE role WHEN 'page' THEN sha256 END WHERE archive_file = ?",
                (file,),
            )
            self._db.execute("DELETE FROM captures WHERE archive_file = ?", (file,))
            self._db.execute("DELETE FROM archives WHERE file = ?", (file,))

    # --- hosts ---------------------------------------------------------------------------------

    def host(self, host: str) -> HostState:
        """What is known of a host; a new one has no history."""
        row = self._one("SELECT * FROM hosts WHERE host = ?", host)
        return HostState(**row) if row else HostState(host)

    def hosts(self) -> tuple[HostState, ...]:
        """Every host that was ever asked, by name."""
        return tuple(HostState(**row) for row in self._all("SELECT * FROM hosts ORDER BY host"))

    def set_host(self, state: HostState) -> None:
        """None; the host's state is kept."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?, ?, ?)",
                (
                    state.host,
                    state.next_at,
                    state.blocked_until,
                    state.why,
                    state.pauses,
                    state.failures,
                ),
            )

    def robots(self, site: str) -> tuple[float, int | None, bytes] | None:
        """When a site's robots.txt was fetched (seconds since 1970), its status and body."""
        row = self._one("SELECT fetched, status, body FROM robots WHERE site = ?", site)
        return (row["fetched"], row["status"], row["body"]) if row else None

    def set_robots(self, site: str, fetched: float, status: int | None, body: bytes) -> None:
        """None; the robots.txt is kept."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", (site, fetched, status, body)
            )

    # --- archives ------------------------------------------------------------------------------

    def archive_length(self, file: str) -> int:
        """How many bytes of an archive file are accounted for."""
        row = self._one("SELECT length FROM archives WHERE file = ?", file)
        return int(row["length"]) if row else 0

    def set_archive_length(self, file: str, length: int) -> None:
        """None; the archive file is accounted for up to here."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO archives VALUES (?, ?)", (file, length))

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        with self._lock:
            row: sqlite3.Row | None = self._db.execute(query, values).fetchone()
            return row

    def _all(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(query, values).fetchall()
