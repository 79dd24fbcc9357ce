"""One snapshot made ready: its queues and cards, and its figures."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from warehouse.review.cards import Card, read_card
from warehouse.review.judgements import Judgements
from warehouse.review.queue import Queue
from warehouse.review.snapshot import Snapshot
from warehouse.reviews import TargetKind

__all__ = ["Board", "Figures", "Gone"]

_CARDS_AT_HAND = 64
_COPIES = """
SELECT duplicate_of AS id, count(*) AS copies FROM raw.current
WHERE duplicate_of IS NOT NULL GROUP BY ALL
"""


class Gone(Exception):
    """The flag or claim is not in the newest snapshot: its page changed or was read anew."""


class Board:
    """The queues of one snapshot, and the cards that were read from it."""

    def __init__(self, file: Path, judgements: Judgements) -> None:
        self.snapshot = Snapshot(file)
        self.load_id = _load_id(self.snapshot)
        self.made_at = time.monotonic()
        self.queues: Mapping[TargetKind, Queue] = {
            "flag": Queue(self.snapshot, "flag"),
            "claim": Queue(self.snapshot, "claim"),
        }
        for queue in self.queues.values():
            queue.load(judgements)
        self.copies = {row["id"]: row["copies"] for row in self.snapshot.rows(_COPIES)}
        self._cards: OrderedDict[str, Card] = OrderedDict()
        self._lock = Lock()
        self.snapshot.look_up()

    def card(self, kind: TargetKind, target_id: str) -> Card:
        """The card of one item, read once while it is wanted. Raises Gone."""
        with self._lock:
            known = self._cards.get(target_id)
        if known:
            return known
        queue = self.queues[kind]
        rank = queue.rank_of(target_id)
        if rank is None:
            raise Gone(target_id)
        made = read_card(self.snapshot, kind, queue.item(rank))
        with self._lock:
            self._cards[target_id] = made
            if len(self._cards) > _CARDS_AT_HAND:
                self._cards.popitem(last=False)
        return made


class Figures:
    """The newest snapshot, for what is counted in it."""

    def __init__(self, file: Path) -> None:
        self.snapshot = Snapshot(file)
        self.load_id = _load_id(self.snapshot)
        rows = self.snapshot.rows("FROM rule_precision")
        self.precision = {row["rule_id"]: row for row in rows}


def _load_id(snapshot: Snapshot) -> int:
    """Tells snapshots with other documents from those with other reviews."""
    row = snapshot.row("SELECT coalesce(max(load_id), 0) AS load_id FROM raw.snapshots")
    return int(row["load_id"]) if row else 0
