"""What the pages share: desk, publisher, secret, and what only the flows know."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from warehouse.review.cards import Card
from warehouse.review.desk import Desk
from warehouse.review.guard import Secret
from warehouse.review.passages import words_of
from warehouse.review.publishing import Publisher
from warehouse.review.readers import Reader, reader_of, remember
from warehouse.review.rendering import render
from warehouse.review.selection import STATUSES, Selection
from warehouse.review.wording import KINDS, REASONS, RuleText

__all__ = ["KeptCopy", "Room", "answer", "card_page", "reader", "room_of", "trouble"]


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """The bytes of a page as they were received, decoded."""

    body: bytes
    media_type: str
    charset: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Room:
    """One running review page."""

    desk: Desk
    publisher: Publisher
    secret: Secret
    reviewer: str
    """The reader's name until they give another."""
    rules: Mapping[str, RuleText]
    kept: Callable[[str, int], KeptCopy]
    """The archived answer in this file at this byte; raises DocumentError where it is gone."""


def room_of(request: Request) -> Room:
    """The room that the request came into."""
    room: Room = request.app.state.room
    return room


def reader(request: Request) -> Reader:
    """The reader who asks."""
    room = room_of(request)
    return reader_of(request, room.secret, room.reviewer)


def answer(request: Request, template: str, status: int = 200, **given: Any) -> Response:
    """A page for this reader; only its middle where the script asks for that alone."""
    who = reader(request)
    partial = "x-partial" in request.headers
    html = render(template, reader=who, partial=partial, path=request.url.path, **given)
    response = HTMLResponse(html, status, headers={"vary": "x-partial"})
    remember(response, who)
    return response


def trouble(request: Request, status: int, title: str, words: str) -> Response:
    """A page that says what went wrong and where to go on."""
    return answer(request, "trouble.html", status, title=title, words=words)


def card_page(request: Request, selection: Selection, target_id: str | None, said: str) -> Response:
    """The queue with one item in it, or with the news that nothing waits; `said` is read out."""
    room, who = room_of(request), reader(request)
    shown = room.desk.card(selection, who.name, target_id) if target_id else None
    response = answer(
        request,
        "queue.html",
        selection=selection,
        said=said,
        progress=room.desk.progress(selection, who.name, target_id or ""),
        trouble=room.publisher.trouble,
        too_large=room.publisher.waits and room.publisher.too_large,
        statuses=STATUSES,
        chip=_chip,
        bare=Selection(selection.of),
        event_id=secrets.token_hex(16),
        undo_id=secrets.token_hex(16),
        **(_shown(room, selection, who, shown) if shown else {"card": None}),
    )
    response.headers["x-address"] = f"/?{selection.query(at=target_id or '')}"
    if target_id:
        room.desk.prepare(selection, who.name, target_id)
    return response


def _shown(room: Room, selection: Selection, who: Reader, card: Card) -> dict[str, Any]:
    standing = room.desk.standing(card)
    mine = standing.get(who.name)
    judged = mine is not None and mine.judges
    others = [event for name, event in standing.items() if name != who.name and event.judges]
    target = card.item["target_id"]
    return {
        "card": card,
        "precision": room.desk.precision(card.item["rule_id"]),
        "copies": room.desk.copies(card.item["document_id"]),
        "rule": room.rules.get(card.item["rule_id"]),
        "mine": mine,
        "judged": judged,
        "blind": bool(others) and not judged,
        "others": others if judged else [],
        "reasons": REASONS[card.kind] if card.item["is_flag"] else (),
        "legend": {kind: KINDS[kind] for kind in card.kinds if kind in KINDS},
        "usual": Selection(selection.of),
        "words": words_of(card.sentence_text, card.sentence_start),
        "next": room.desk.following(selection, who.name, target),
        "previous": room.desk.preceding(selection, target),
    }


_CHIPS = {
    "severity": "severity {} or more",
    "overclaim": "with an overclaim",
    "lookalikes": "lookalikes too",
    "copies": "copies too",
    "since": "since {}",
    "until": "until {}",
    "drug": "names {}",
    "page": "one page",
}


def _chip(name: str, value: str) -> str:
    """A filter in a few words."""
    return _CHIPS.get(name, "{}").format(value.replace("_", " "))
