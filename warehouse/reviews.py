"""What people judged: append-only events in a small SQLite file, imported at each publish."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

import duckdb

from warehouse.moments import moment
from warehouse.places import Places

__all__ = ["ReviewEvent", "Verdict", "append_review", "import_reviews", "open_reviews"]

Verdict = Literal["accepted", "rejected", "unsure"]

_TABLE = """
CREATE TABLE IF NOT EXISTS events (
    event_id TEXT PRIMARY KEY,
    judged_at TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('flag', 'claim')),
    target_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    rule_version INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'unsure')),
    note TEXT NOT NULL DEFAULT ''
) STRICT
"""


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One judgement, bound to the text and the rule that it was made on."""

    event_id: str
    judged_at: str
    reviewer: str
    target_kind: Literal["flag", "claim"]
    target_id: str
    document_id: str
    text_sha256: str
    rule_id: str
    rule_version: int
    verdict: Verdict
    note: str = ""


@contextmanager
def open_reviews(home: Path) -> Iterator[sqlite3.Connection]:
    """The review file of this home, made if need be; readers and one writer at a time."""
    home.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(Places(home).reviews, timeout=30)) as reviews:
        reviews.execute("PRAGMA journal_mode = WAL")
        reviews.execute(_TABLE)
        yield reviews


def append_review(home: Path, event: ReviewEvent) -> None:
    """None; the event is on disk when this returns, and the same event twice is one."""
    with open_reviews(home) as reviews, reviews:
        marks = ", ".join("?" * len(astuple(event)))
        reviews.execute(f"INSERT OR IGNORE INTO events VALUES ({marks})", astuple(event))


def import_reviews(store: duckdb.DuckDBPyConnection, home: Path) -> int:
    """How many judgements came into the store that it did not have yet."""
    if not Places(home).reviews.is_file():
        return 0
    with open_reviews(home) as reviews:
        rows = reviews.execute("SELECT * FROM events ORDER BY judged_at, event_id").fetchall()
    known = {event for (event,) in store.execute("SELECT event_id FROM raw.reviews").fetchall()}
    new = [[row[0], moment(row[1]), *row[2:]] for row in rows if row[0] not in known]
    if new:
        marks = ", ".join("?" * len(new[0]))
        store.executemany(f"INSERT INTO raw.reviews VALUES ({marks})", new)
    return len(new)
