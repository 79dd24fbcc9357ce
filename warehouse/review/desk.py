"""What lies before the readers: the newest snapshot, its queues, and what was judged of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import duckdb

from extractors.errors import InputError, QueryError
from warehouse.moments import now
from warehouse.review.board import Board, Figures, Gone
from warehouse.review.cards import Card
from warehouse.review.judgements import Judgements, key_of
from warehouse.review.queue import Queue, item_key
from warehouse.review.selection import Selection
from warehouse.review.snapshot import Row, Snapshot, published_file
from warehouse.reviews import Act, ReviewEvent, TargetKind

__all__ = ["Desk", "Gone", "Judgement", "Progress"]

_ORDER_HOLDS = 1800.0
"""Seconds for which the order of a queue stands while only verdicts come in."""
_WITHDRAWN: Mapping[str, Any] = {
    "verdict": "withdrawn",
    "note": "",
    "reason": "",
    "start_char": None,
    "end_char": None,
}
_LEASE_SECONDS = 120.0
"""So long an item that one reader has on the screen is not handed to another one."""
_ASIDE = 8
"""So many items that others have on the screen are passed over."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reader says of an item."""

    event_id: str
    target_kind: TargetKind
    target_id: str
    text_sha256: str
    rule_version: int
    act: Act
    reason: str = ""
    note: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reader has come."""

    waiting: int
    place: int
    """The item's place among the waiting, from 1; 0 where it is none of them."""
    today: int
    last_hour: int


class Desk:
    """Hands out items and takes judgements; any number of threads may ask.

    When a newer snapshot is published, its figures are shown at once. Its queues are made beside
    the old ones, and take their place when they are ready, if it has other documents, or if the
    order is so old that what was judged since would change it.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.judgements = Judgements(home)
        self.judgements.refresh()
        file = published_file(home)
        try:
            self._board, self._figures = Board(file, self.judgements), Figures(file)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise QueryError(
                f"{file} was published by an older version: run `hedgerow publish`"
            ) from error
        self._lock = Lock()
        self._renewing: Thread | None = None
        self._shown: dict[str, tuple[str, float]] = {}
        self._preparing = ThreadPoolExecutor(1, "review-cards")

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self._figures.snapshot

    def queue(self, selection: Selection) -> Queue:
        """The queue of flags or of claims."""
        return self._board.queues[selection.target_kind]

    def catch_up(self) -> None:
        """None, once what other processes judged is known; a newer snapshot is made ready."""
        self._renew()
        self._settle(self.judgements.refresh())

    def first(self, selection: Selection, reviewer: str) -> str | None:
        """The id of the first item that waits, unless somebody else has it before them."""
        return self._pick(self.queue(selection), selection, reviewer, -1)

    def following(self, selection: Selection, reviewer: str, target_id: str) -> str | None:
        """The id of the next item that waits after this one; after the last, the first."""
        queue = self.queue(selection)
        rank = queue.rank_of(target_id)
        return self._pick(queue, selection, reviewer, -1 if rank is None else rank)

    def preceding(self, selection: Selection, target_id: str) -> str | None:
        """The id of the item before this one, judged or not; None at the beginning."""
        queue = self.queue(selection)
        rank = queue.rank_of(target_id)
        line = queue.waiting(replace(selection, status="all"), "")
        place = line.place(rank) if rank is not None else 0
        return queue.id_at(line.at(place - 1)) if place > 0 else None

    def card(self, selection: Selection, reviewer: str, target_id: str) -> Card:
        """The card of one item, which is now before this reader. Raises Gone."""
        card = self._board.card(selection.target_kind, target_id)
        self._shown[target_id] = (reviewer, time.monotonic())
        return card

    def prepare(self, selection: Selection, reviewer: str, target_id: str) -> None:
        """None; the cards that come after this one are being read, so that they are at hand."""
        board = self._board

        def read() -> None:
            following = self.following(selection, reviewer, target_id)
            if following:
                with suppress(Gone):
                    board.card(selection.target_kind, following)

        self._preparing.submit(read)

    def close(self) -> None:
        """None; nothing is being read any more, and the review file is let go."""
        self._preparing.shutdown()
        self.judgements.close()

    def standing(self, card: Card) -> Mapping[str, ReviewEvent]:
        """Each reader's last event on the card's item."""
        return self.judgements.of(item_key(card.kind, card.item))

    def precision(self, rule_id: str) -> Row | None:
        """How often people agreed with a rule, as of the last publish; None where it flags none."""
        return self._figures.precision.get(rule_id)

    def copies(self, document_id: str) -> int:
        """How many pages are copies of this one."""
        return int(self._board.copies.get(document_id, 0))

    def progress(self, selection: Selection, reviewer: str, target_id: str) -> Progress:
        """How many wait, and how many this reader has judged today (UTC) and in the last hour."""
        queue = self.queue(selection)
        waiting = queue.waiting(selection, reviewer)
        rank = queue.rank_of(target_id) if target_id else None
        midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
        return Progress(
            len(waiting),
            waiting.place(rank) + 1 if rank is not None and waiting.holds(rank) else 0,
            self.judgements.judged_since(reviewer, midnight),
            self.judgements.judged_since(reviewer, now() - timedelta(hours=1)),
        )

    def judge(self, reviewer: str, judgement: Judgement) -> ReviewEvent | None:
        """The event, once it is on disk; None where it was there already. Raises Gone."""
        self.catch_up()
        if self.judgements.knows(judgement.event_id):
            return None
        queue = self._board.queues[judgement.target_kind]
        rank = queue.rank_of(judgement.target_id)
        item = queue.item(rank) if rank is not None else None
        bound = (judgement.text_sha256, judgement.rule_version)
        if item is None or (item["text_sha256"], item["rule_version"]) != bound:
            raise Gone(judgement.target_id)
        if judgement.span:
            self._check_span(judgement)
        mine = self.judgements.of(item_key(queue.kind, item)).get(reviewer)
        event = self._event(reviewer, judgement, item, mine)
        self._settle(self.judgements.append(event))
        return event

    def undo(self, reviewer: str, event_id: str) -> ReviewEvent | None:
        """The reader's last event that still stood, now taken back; None where there is none."""
        self.catch_up()
        found = self.judgements.undoable(reviewer)
        if found is None or self.judgements.knows(event_id):
            return None
        last, before = found
        event = replace(
            before or last,
            event_id=event_id,
            judged_at=self.judgements.time(),
            undoes=last.event_id,
            **({} if before else _WITHDRAWN),
        )
        self._settle(self.judgements.append(event))
        return last

    def unpublished(self) -> bool:
        """Are there events that the snapshot does not have, such as a killed server left?"""
        rows = self.snapshot.rows("SELECT event_id FROM raw.reviews")
        return not self.judgements.ids() <= {row["event_id"] for row in rows}

    def _event(
        self, reviewer: str, judgement: Judgement, item: Mapping[str, object], mine: object
    ) -> ReviewEvent:
        act, note, reason, span = judgement.act, judgement.note, judgement.reason, judgement.span
        if isinstance(mine, ReviewEvent):
            note = note or mine.note
            if act == "noted" and mine.judges:
                act, reason = mine.verdict, mine.reason
                if mine.start_char is not None and mine.end_char is not None:
                    span = (mine.start_char, mine.end_char)
        start, end = span or (None, None)
        return ReviewEvent(
            judgement.event_id,
            self.judgements.time(),
            reviewer,
            judgement.target_kind,
            judgement.target_id,
            str(item["document_id"]),
            judgement.text_sha256,
            str(item["rule_id"]),
            judgement.rule_version,
            act,
            note,
            reason,
            start,
            end,
        )

    def _check_span(self, judgement: Judgement) -> None:
        """None, when the words that the reader gives lie in the sentence that the card shows."""
        card = self._board.card(judgement.target_kind, judgement.target_id)
        start, end = judgement.span or (0, 0)
        if not card.sentence_start <= start < end <= card.sentence_end:
            raise InputError("those words lie outside the sentence")

    def _settle(self, events: tuple[ReviewEvent, ...]) -> None:
        keys = {key_of(event) for event in events}
        for queue in self._board.queues.values():
            queue.settle(keys, self.judgements)

    def _pick(self, queue: Queue, selection: Selection, reviewer: str, after: int) -> str | None:
        first = None
        for rank in queue.waiting(selection, reviewer).after(after, _ASIDE):
            target = queue.id_at(rank)
            if not self._held(target, reviewer):
                return target
            first = first or target
        return first

    def _held(self, target_id: str, reviewer: str) -> bool:
        holder, since = self._shown.get(target_id, (reviewer, 0.0))
        return holder != reviewer and time.monotonic() - since < _LEASE_SECONDS

    def _renew(self) -> None:
        """None; where a newer snapshot was published, it is being opened from now on."""
        if published_file(self.home) == self._figures.snapshot.file:
            return
        with self._lock:
            if self._renewing is None or not self._renewing.is_alive():
                self._renewing = Thread(target=self._replace, name="review-board", daemon=True)
                self._renewing.start()

    def _replace(self) -> None:
        figures, board = Figures(published_file(self.home)), self._board
        fresh = time.monotonic() - board.made_at < _ORDER_HOLDS
        if figures.load_id != board.load_id or not fresh:
            board = Board(figures.snapshot.file, self.judgements)
            # Judged while it was being made: once more, now that nothing else is.
            for queue in board.queues.values():
                queue.load(self.judgements)
            self._board = board
            self._shown.clear()
        self._figures = figures
