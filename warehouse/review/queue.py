"""The items of one snapshot in the order in which they are read, and where each stands."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from warehouse.review.judgements import Judgements, Key, taken_together
from warehouse.review.selection import Selection
from warehouse.review.snapshot import Row, Snapshot
from warehouse.reviews import ReviewEvent, TargetKind

__all__ = ["Queue", "item_key"]

Ranks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_ITEMS = {
    "flag": """
        SELECT flag_id AS target_id, document_id, extractor_version, sentence_id, region, source,
            source_kind, url, title, published_at, first_seen, text_sha256, duplicate_of, category,
            severity, context, is_flag, rule_id, rule_version, gaps, surface, sentence, start_char,
            end_char, holder, rationale, priority FROM raw.flag_order
    """,
    "claim": """
        SELECT claim_id AS target_id, document_id, extractor_version, sentence_id, region, source,
            source_kind, url, title, published_at, first_seen, text_sha256, duplicate_of,
            relation AS category, least(gaps, 3) AS severity, certainty AS context,
            true AS is_flag, rule_id, 1 AS rule_version, gaps, NULL AS surface, sentence,
            NULL AS start_char, NULL AS end_char, NULL AS holder, NULL AS rationale, priority
        FROM raw.claim_order
    """,
}
_KEPT_SELECTIONS = 64


def item_key(kind: TargetKind, item: Row) -> Key:
    """What a verdict on this item is bound to."""
    return (kind, item["target_id"], item["text_sha256"], item["rule_id"], item["rule_version"])


class Queue:
    """All flags, or all claims, of one snapshot: ordered once, then only looked up.

    A rank is a place in the order, from 0. Who has read what is kept as one array per question,
    so that the next item is found without asking the database.
    """

    def __init__(self, snapshot: Snapshot, kind: TargetKind) -> None:
        self._snapshot = snapshot
        self.kind = kind
        self._table = f"memory.main.{kind}_items"
        snapshot.execute(
            f"CREATE TABLE {self._table} AS SELECT row_number() OVER (ORDER BY priority DESC, "
            f"target_id) - 1 AS rank, * FROM ({_ITEMS[kind]}) ORDER BY rank"
        )
        ids = snapshot.column(f"SELECT target_id FROM {self._table} ORDER BY rank")
        self._ids: list[str] = ids.tolist()
        self._ranks = {target: rank for rank, target in enumerate(self._ids)}
        self.size = len(self._ids)
        self._readers = np.zeros(self.size, np.uint8)
        self._disputed = np.zeros(self.size, np.bool_)
        self._mine: dict[str, Flags] = defaultdict(lambda: np.zeros(self.size, np.bool_))
        self._aside: dict[str, Flags] = defaultdict(lambda: np.zeros(self.size, np.bool_))
        self._matches: OrderedDict[str, Ranks] = OrderedDict()
        self._lock = Lock()

    def item(self, rank: int) -> Row:
        """The item at this place."""
        found = self._snapshot.row(f"SELECT * FROM {self._table} WHERE rank = ?", [rank])
        assert found, f"no item at {rank}"
        return found

    def rank_of(self, target_id: str) -> int | None:
        """The place of this flag or claim; None where the snapshot does not have it."""
        return self._ranks.get(target_id)

    def id_at(self, rank: int) -> str:
        """The id of the flag or claim at this place."""
        return self._ids[rank]

    def matching(self, selection: Selection) -> Ranks:
        """Places of the items that a selection asks for, whoever has read them, in order."""
        where, parameters = selection.where
        name = repr((where, parameters))
        with self._lock:
            if name in self._matches:
                self._matches.move_to_end(name)
                return self._matches[name]
        query = f"SELECT rank FROM {self._table} WHERE {where} ORDER BY rank"
        ranks = np.asarray(self._snapshot.column(query, parameters), np.int64)
        with self._lock:
            self._matches[name] = ranks
            if len(self._matches) > _KEPT_SELECTIONS:
                self._matches.popitem(last=False)
        return ranks

    def waiting(self, selection: Selection, reviewer: str) -> Ranks:
        """Places of those that are also in the asked state for this reader, in order."""
        ranks = self.matching(selection)
        with self._lock:
            kept: Ranks = ranks[self._state(selection.status, reviewer)[ranks]]
        return kept

    def load(self, judgements: Judgements) -> None:
        """None, once everything that was judged so far stands at its place."""
        keys = [key for key in judgements.targets() if key[0] == self.kind]
        if not keys:
            return
        found = self._snapshot.rows(
            f"SELECT rank, target_id, text_sha256, rule_id, rule_version FROM {self._table} "
            "WHERE target_id IN (SELECT unnest(?))",
            [[key[1] for key in keys]],
        )
        for item in found:
            self._settle(int(item["rank"]), judgements.of(item_key(self.kind, item)))

    def settle(self, key: Key, events: Mapping[str, ReviewEvent]) -> None:
        """None, once what the readers say of this target stands at its place, if it has one."""
        rank = self.rank_of(key[1]) if key[0] == self.kind else None
        if rank is not None and item_key(self.kind, self.item(rank)) == key:
            self._settle(rank, events)

    def _settle(self, rank: int, events: Mapping[str, ReviewEvent]) -> None:
        with self._lock:
            self._readers[rank] = min(255, sum(event.judges for event in events.values()))
            self._disputed[rank] = taken_together(events.values()) == "disputed"
            for reviewer, event in events.items():
                self._mine[reviewer][rank] = event.judges
                self._aside[reviewer][rank] = event.verdict == "skipped"

    def _state(self, status: str, reviewer: str) -> Any:
        mine, aside = self._mine[reviewer], self._aside[reviewer]
        match status:
            case "open":
                return (self._readers == 0) & ~aside
            case "second":
                return (self._readers > 0) & ~mine & ~aside
            case "disputed":
                return self._disputed
            case "mine":
                return mine
            case "skipped":
                return aside
        return np.ones(self.size, np.bool_)
