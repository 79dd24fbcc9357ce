"""The items of one snapshot in the order in which they are read, and where each stands."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

import numpy as np

from warehouse.review.judgements import Judgements, Key, taken_together
from warehouse.review.line import Line, Ranks
from warehouse.review.selection import Selection
from warehouse.review.snapshot import Row, Snapshot
from warehouse.reviews import ReviewEvent, TargetKind

__all__ = ["Queue", "item_key"]

_ORDER = "SELECT lies FROM raw.{kind}_order ORDER BY priority DESC, lies"
_ALL = {
    # What a selection is asked of: where each item lies, and what it may be narrowed by.
    "flag": "SELECT rowid AS lies, * FROM raw.kept_flag_places",
    "claim": """
        SELECT rowid AS lies, * REPLACE (least(gaps, 3) AS gaps), relation AS category,
            certainty AS context, least(gaps, 3) AS severity, true AS is_flag
        FROM raw.kept_claim_places
    """,
}
_ITEM = {
    "flag": "SELECT flag_id AS target_id, * FROM raw.kept_flag_places WHERE rowid = ?",
    "claim": """
        SELECT c.claim_id AS target_id, c.document_id, c.extractor_version, c.sentence_id, c.region,
            p.source, p.source_kind, d.url, d.title, d.published_at, d.first_seen, d.text_sha256,
            d.duplicate_of, c.relation AS category, least(p.gaps, 3) AS severity,
            c.certainty AS context, true AS is_flag, c.rule_id, 1 AS rule_version, p.gaps,
            NULL AS surface, c.sentence, NULL AS start_char, NULL AS end_char, NULL AS holder,
            NULL AS rationale
        FROM (SELECT * FROM raw.kept_claim_places WHERE rowid = ?) p
        JOIN raw.claims c ON c.document_id = p.document_id
            AND c.extractor_version = p.extractor_version AND c.claim_id = p.claim_id
        JOIN raw.current d
            ON d.document_id = p.document_id AND d.extractor_version = p.extractor_version
    """,
}
_KEYS = {
    "flag": """
        SELECT p.rowid AS lies, p.flag_id AS target_id, p.text_sha256, p.rule_id, p.rule_version
        FROM raw.kept_flag_places p JOIN (SELECT unnest(?) AS lies) l ON p.rowid = l.lies
    """,
    "claim": """
        SELECT p.rowid AS lies, p.claim_id AS target_id, d.text_sha256, p.rule_id,
            1 AS rule_version
        FROM raw.kept_claim_places p JOIN (SELECT unnest(?) AS lies) l ON p.rowid = l.lies
        JOIN raw.current d
            ON d.document_id = p.document_id AND d.extractor_version = p.extractor_version
    """,
}
_ID = "SELECT {kind}_id AS target_id FROM raw.kept_{kind}_places WHERE rowid = ?"
_IDS = (
    "SELECT rowid AS lies, {kind}_id AS target_id FROM raw.kept_{kind}_places "
    "WHERE {kind}_id IN (SELECT unnest(?))"
)
_KEPT_RANKS = 20_000_000
"""Of so many items the places are kept that selections found, besides those of the newest."""
_KEPT_IDS = 10_000


def item_key(kind: TargetKind, item: Row) -> Key:
    """What a verdict on this item is bound to."""
    return (kind, item["target_id"], item["text_sha256"], item["rule_id"], item["rule_version"])


class Queue:
    """All flags, or all claims, of one snapshot: ordered once, then only looked up.

    A rank is a place in the order, from 0. In memory are two numbers for each item and what was
    judged; ids and words stay in the snapshot, where a row is found at once by where it lies.
    """

    def __init__(self, snapshot: Snapshot, kind: TargetKind) -> None:
        self._snapshot = snapshot
        self.kind = kind
        self._lies: Ranks = snapshot.column(_ORDER.format(kind=kind)).astype(np.uint32)
        self.size = len(self._lies)
        self._ranks = np.empty(self.size, np.uint32)
        self._ranks[self._lies] = np.arange(self.size, dtype=np.uint32)
        self._read: set[int] = set()
        self._disputed: set[int] = set()
        self._mine: dict[str, set[int]] = defaultdict(set)
        self._aside: dict[str, set[int]] = defaultdict(set)
        self._matches: OrderedDict[str, Ranks] = OrderedDict()
        self._known: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def item(self, rank: int) -> Row:
        """The item at this place."""
        found = self._snapshot.row(_ITEM[self.kind], [int(self._lies[rank])])
        assert found, f"no item at {rank}"
        return found

    def rank_of(self, target_id: str) -> int | None:
        """The place of this flag or claim; None where the snapshot does not have it."""
        return self._ranks_of([target_id]).get(target_id)

    def id_at(self, rank: int) -> str:
        """The id of the flag or claim at this place."""
        row = self._snapshot.row(_ID.format(kind=self.kind), [int(self._lies[rank])])
        assert row, f"no item at {rank}"
        self._remember({row["target_id"]: rank})
        return str(row["target_id"])

    def matching(self, selection: Selection) -> Ranks:
        """Places of the items that a selection asks for, whoever has read them, in order."""
        where, parameters = selection.where
        name = repr((where, parameters))
        with self._lock:
            if name in self._matches:
                self._matches.move_to_end(name)
                return self._matches[name]
        lie = self._snapshot.column(
            f"SELECT lies FROM ({_ALL[self.kind]}) WHERE {where}", parameters
        )
        wanted = np.zeros(self.size, np.bool_)
        wanted[self._ranks[lie.astype(np.intp)]] = True
        ranks: Ranks = np.flatnonzero(wanted).astype(np.uint32)
        with self._lock:
            self._matches[name] = ranks
            while sum(map(len, self._matches.values())) - len(ranks) > _KEPT_RANKS:
                self._matches.popitem(last=False)
        return ranks

    def waiting(self, selection: Selection, reviewer: str) -> Line:
        """Those that are also in the asked state for this reader, in order."""
        ranks = self.matching(selection)
        with self._lock:
            read, mine = self._read, self._mine[reviewer]
            aside = self._aside[reviewer]
            match selection.status:
                case "open":
                    return Line(ranks, _ascending(read | aside))
                case "all":
                    return Line(ranks, ranks[:0])
                case "second":
                    wanted = read - mine - aside
                case "disputed":
                    wanted = self._disputed
                case "mine":
                    wanted = mine
                case _:
                    wanted = aside
            return Line.of(ranks, _ascending(wanted))

    def load(self, judgements: Judgements) -> None:
        """None, once everything that was judged so far stands at its place."""
        self.settle(judgements.targets(), judgements)

    def settle(self, keys: Iterable[Key], judgements: Judgements) -> None:
        """None, once what the readers say of these targets stands at its place, if it has one."""
        ids = sorted({key[1] for key in keys if key[0] == self.kind})
        if not ids:
            return
        for rank, item in self._keyed(list(self._ranks_of(ids).values())).items():
            self._settle(rank, judgements.of(item_key(self.kind, item)))

    def _settle(self, rank: int, events: Mapping[str, ReviewEvent]) -> None:
        with self._lock:
            _put(self._read, rank, any(event.judges for event in events.values()))
            _put(self._disputed, rank, taken_together(events.values()) == "disputed")
            for reviewer, event in events.items():
                _put(self._mine[reviewer], rank, event.judges)
                _put(self._aside[reviewer], rank, event.verdict == "skipped")

    def _ranks_of(self, ids: Sequence[str]) -> dict[str, int]:
        """The place of each of these that the snapshot has."""
        with self._lock:
            found = {target: self._known[target] for target in ids if target in self._known}
        missing = [target for target in ids if target not in found]
        if missing:
            rows = self._snapshot.rows(_IDS.format(kind=self.kind), [missing])
            new = {row["target_id"]: int(self._ranks[row["lies"]]) for row in rows}
            self._remember(new)
            found |= new
        return found

    def _keyed(self, ranks: Sequence[int]) -> dict[int, Row]:
        """What a verdict on each of these is bound to, by rank."""
        lie = [int(self._lies[rank]) for rank in ranks]
        rows = self._snapshot.rows(_KEYS[self.kind], [lie])
        return {int(self._ranks[row["lies"]]): row for row in rows}

    def _remember(self, ranks: Mapping[str, int]) -> None:
        with self._lock:
            self._known.update(ranks)
            while len(self._known) > _KEPT_IDS:
                self._known.popitem(last=False)


def _put(ranks: set[int], rank: int, there: bool) -> None:
    (ranks.add if there else ranks.discard)(rank)


def _ascending(ranks: set[int]) -> Ranks:
    return np.sort(np.fromiter(ranks, np.uint32, len(ranks)))
