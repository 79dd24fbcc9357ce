"""What people judged: append-only events in a small SQLite file, imported at each publish."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from warehouse.moments import moment
from warehouse.places import Places

__all__ = [
    "JUDGEMENTS",
    "Act",
    "ReviewEvent",
    "TargetKind",
    "Verdict",
    "append_review",
    "events_after",
    "import_reviews",
    "open_reviews",
]

Verdict = Literal["accepted", "rejected", "unsure"]
Act = Literal["accepted", "rejected", "unsure", "skipped", "noted", "withdrawn"]
"""A verdict, or what a reader does without one: put aside, note, take a verdict back."""
TargetKind = Literal["flag", "claim"]

JUDGEMENTS: frozenset[Act] = frozenset({"accepted", "rejected", "unsure"})
"""The acts that judge; a reader whose last act is another one has no verdict."""

_VERSION = 1
_TABLE = """
CREATE TABLE events (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,
    judged_at TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('flag', 'claim')),
    target_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    rule_version INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (
        verdict IN ('accepted', 'rejected', 'unsure', 'skipped', 'noted', 'withdrawn')),
    note TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    start_char INTEGER,
    end_char INTEGER,
    undoes TEXT NOT NULL DEFAULT ''
) STRICT
"""
_OLD = (
    "event_id, judged_at, reviewer, target_kind, target_id, document_id, text_sha256, rule_id, "
    "rule_version, verdict, note"
)


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One act of one reader, bound to the text and the rule that it was done on."""

    event_id: str
    judged_at: str
    """UTC ISO 8601."""
    reviewer: str
    target_kind: TargetKind
    target_id: str
    document_id: str
    text_sha256: str
    rule_id: str
    rule_version: int
    verdict: Act
    note: str = ""
    reason: str = ""
    """Why it was rejected; empty where the reader gave none."""
    start_char: int | None = None
    """Where the reader would have the words begin, where that is elsewhere."""
    end_char: int | None = None
    undoes: str = ""
    """The event of the same reader that this one takes back."""

    @property
    def judges(self) -> bool:
        """Is this a verdict?"""
        return self.verdict in JUDGEMENTS


_COLUMNS = ", ".join(field.name for field in fields(ReviewEvent))


@contextmanager
def open_reviews(home: Path) -> Iterator[sqlite3.Connection]:
    """The review file of this home, made or renewed if need be; one writer at a time."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(Places(home).reviews, timeout=30)) as reviews:
        if reviews.execute("PRAGMA user_version").fetchone() != (_VERSION,):
            reviews.execute("PRAGMA journal_mode = WAL")
            _renew(reviews)
        yield reviews


def _renew(reviews: sqlite3.Connection) -> None:
    """None, once the table has its present form and every event that it had."""
    with reviews:
        reviews.execute("BEGIN IMMEDIATE")
        if reviews.execute("PRAGMA user_version").fetchone() == (_VERSION,):
            return  # another process was first
        old = reviews.execute("SELECT 1 FROM sqlite_schema WHERE name = 'events'").fetchone()
        if old:
            reviews.execute("ALTER TABLE events RENAME TO old_events")
        reviews.execute(_TABLE)
        if old:
            reviews.execute(
                f"INSERT INTO events ({_OLD}) SELECT {_OLD} FROM old_events "
                "ORDER BY judged_at, event_id"
            )
            reviews.execute("DROP TABLE old_events")
        reviews.execute(f"PRAGMA user_version = {_VERSION}")


def append_review(home: Path, event: ReviewEvent) -> None:
    """None; the event is on disk when this returns, and the same event twice is one."""
    with open_reviews(home) as reviews, reviews:
        marks = ", ".join("?" * len(astuple(event)))
        reviews.execute(
            f"INSERT INTO events ({_COLUMNS}) VALUES ({marks}) ON CONFLICT (event_id) DO NOTHING",
            astuple(event),
        )


def events_after(home: Path, ordinal: int) -> tuple[tuple[int, ReviewEvent], ...]:
    """Every event that was appended after this one, with its ordinal, in order; 0 gives all."""
    with open_reviews(home) as reviews:
        rows = reviews.execute(
            f"SELECT ordinal, {_COLUMNS} FROM events WHERE ordinal > ? ORDER BY ordinal", [ordinal]
        ).fetchall()
    return tuple((row[0], ReviewEvent(*row[1:])) for row in rows)


def import_reviews(store: duckdb.DuckDBPyConnection, home: Path) -> int:
    """How many events came into the store that it did not have yet."""
    if not Places(home).reviews.is_file():
        return 0
    known = {event for (event,) in store.execute("SELECT event_id FROM raw.reviews").fetchall()}
    new = [event for _, event in events_after(home, 0) if event.event_id not in known]
    if new:
        _insert(store, new)
    return len(new)


def _insert(store: duckdb.DuckDBPyConnection, events: list[ReviewEvent]) -> None:
    names = [field.name for field in fields(ReviewEvent)]
    columns = dict(zip(names, map(list, zip(*map(astuple, events), strict=True)), strict=True))
    columns["judged_at"] = [moment(text) for text in columns["judged_at"]]
    for name in ("start_char", "end_char"):
        columns[name] = pa.array(columns[name], pa.int32())
    store.register("new_events", pa.table(columns))
    store.execute("INSERT INTO raw.reviews BY NAME SELECT * FROM new_events")
    store.unregister("new_events")
