"""What was judged, as the review file has it; kept in memory, and never ahead of the file."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from warehouse.moments import moment, now
from warehouse.places import Places
from warehouse.reviews import ReviewEvent, TargetKind, append_review, events_after, open_reviews

__all__ = ["Judgements", "Key", "key_of", "taken_together"]

Key = tuple[TargetKind, str, str, str, int]
"""What a verdict is bound to: kind and id of the target, text hash, rule, version of the rule."""


def key_of(event: ReviewEvent) -> Key:
    """What this event is bound to."""
    return (
        event.target_kind,
        event.target_id,
        event.text_sha256,
        event.rule_id,
        event.rule_version,
    )


def taken_together(events: Iterable[ReviewEvent]) -> str | None:
    """accepted, rejected, unsure or disputed; None where nobody judges. As the view says it."""
    verdicts = {event.verdict for event in events if event.judges}
    firm = verdicts - {"unsure"}
    if len(firm) > 1:
        return "disputed"
    return next(iter(firm or verdicts), None)


class Judgements:
    """Every reader's last word on every target, and the trail of each reader.

    `append` writes to disk first. `refresh` takes in what other processes have appended.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        with open_reviews(home):
            # Held open: SQLite tidies its journal, and waits for the disk, when the last closes.
            self._held = sqlite3.connect(Places(home).reviews, check_same_thread=False)
            self._held.execute("SELECT count(*) FROM events").fetchall()
        self._lock = Lock()
        self._ordinal = 0
        self._seen: set[str] = set()
        self._last: dict[Key, dict[str, ReviewEvent]] = defaultdict(dict)
        self._trails: dict[str, list[ReviewEvent]] = defaultdict(list)
        self._latest_at = datetime.min

    def close(self) -> None:
        """None; the file is let go."""
        self._held.close()

    def refresh(self) -> tuple[ReviewEvent, ...]:
        """What came in since the last time, in order."""
        with self._lock:
            rows = events_after(self._home, self._ordinal)
            new = [event for _, event in rows if event.event_id not in self._seen]
            self._ordinal = rows[-1][0] if rows else self._ordinal
            for event in new:
                self._take_in(event)
        return tuple(new)

    def append(self, event: ReviewEvent) -> tuple[ReviewEvent, ...]:
        """What came in since the last time, this event among it, once it is on disk."""
        append_review(self._home, event)
        return self.refresh()

    def time(self) -> str:
        """The time of an event that happens now: later than any so far, whatever the clock says."""
        with self._lock:
            self._latest_at = max(now(), self._latest_at + timedelta(microseconds=1))
            return self._latest_at.isoformat(timespec="microseconds") + "Z"

    def of(self, key: Key) -> Mapping[str, ReviewEvent]:
        """Each reader's last event on this target, as it stands."""
        with self._lock:
            return dict(self._last.get(key, {}))

    def targets(self) -> tuple[Key, ...]:
        """Every target that has an event."""
        with self._lock:
            return tuple(self._last)

    def knows(self, event_id: str) -> bool:
        """Was this event taken in already?"""
        return event_id in self._seen

    def ids(self) -> frozenset[str]:
        """The id of every event."""
        with self._lock:
            return frozenset(self._seen)

    def undoable(self, reviewer: str) -> tuple[ReviewEvent, ReviewEvent | None] | None:
        """The reader's last act that is not undone, and what the reader had said before it."""
        with self._lock:
            trail = self._trails[reviewer]
            if not trail:
                return None
            last = trail[-1]
            before = [event for event in trail[:-1] if key_of(event) == key_of(last)]
            return last, before[-1] if before else None

    def judged_since(self, reviewer: str, moment_: datetime) -> int:
        """How many verdicts of this reader stand that were given then or later."""
        with self._lock:
            trail = self._trails[reviewer]
            return sum(
                1
                for event in reversed(trail)
                if event.judges and (moment(event.judged_at) or datetime.min) >= moment_
            )

    def reviewers(self) -> tuple[str, ...]:
        """Everybody who has judged, by name."""
        with self._lock:
            return tuple(sorted(name for name, trail in self._trails.items() if trail))

    def _take_in(self, event: ReviewEvent) -> None:
        self._seen.add(event.event_id)
        self._last[key_of(event)][event.reviewer] = event
        self._latest_at = max(self._latest_at, moment(event.judged_at) or datetime.min)
        trail = self._trails[event.reviewer]
        if event.undoes and trail and trail[-1].event_id == event.undoes:
            trail.pop()
        else:
            trail.append(event)
