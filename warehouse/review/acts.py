"""What readers do: judge, put aside, note, take back, say who they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import cast, get_args
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from extractors.errors import InputError
from warehouse.review.desk import Gone, Judgement
from warehouse.review.readers import checked_name, own_form, remember
from warehouse.review.room import card_page, reader, room_of, trouble
from warehouse.review.selection import Selection
from warehouse.review.wording import check_reason, words
from warehouse.reviews import Act, TargetKind

__all__ = ["judge", "rename", "undo"]

Form = dict[str, str]
Answering = Callable[[Request, Form], Response]
_EVENT = re.compile(r"[0-9a-f]{32}")
_LONGEST_NOTE = 2000
_SAID = {
    "accepted": "Accepted.",
    "rejected": "Rejected.",
    "unsure": "Marked unsure.",
    "skipped": "Put aside.",
    "noted": "Note kept.",
}


async def judge(request: Request) -> Response:
    """The next item, once the verdict on this one is on disk."""
    return await _acted(request, _judge)


async def undo(request: Request) -> Response:
    """The item whose last verdict was taken back."""
    return await _acted(request, _undo)


async def rename(request: Request) -> Response:
    """The page from which the reader gave a name, with that name."""
    return await _acted(request, _rename)


async def _acted(request: Request, act: Answering) -> Response:
    body = await request.body()
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return await run_in_threadpool(_checked, request, act, dict(pairs))


def _checked(request: Request, act: Answering, form: Form) -> Response:
    if not own_form(reader(request), form):
        return trouble(
            request, 403, "Not recorded", "This form is out of date: load the page again."
        )
    try:
        return act(request, form)
    except InputError as error:
        return trouble(request, 400, "Not recorded", str(error))
    except Gone:
        told = "Nothing was recorded: the page changed, or was read anew, since you opened it."
        return trouble(request, 409, "No longer there", told)


def _judge(request: Request, form: Form) -> Response:
    room, who = room_of(request), reader(request)
    selection, judgement = _selection(form), _judgement(form)
    event = room.desk.judge(who.name, judgement)
    if event:
        room.publisher.tell()
    if judgement.act == "noted":
        return _shown(request, selection, judgement.target_id, "Note kept.")
    following = room.desk.following(selection, who.name, judgement.target_id)
    said = _SAID[judgement.act]
    if judgement.reason:
        said = f"Rejected: {words(judgement.reason)}."
    return _shown(request, selection, following, said)


def _undo(request: Request, form: Form) -> Response:
    room, who = room_of(request), reader(request)
    selection = _selection(form)
    event = room.desk.undo(who.name, _event_id(form))
    if event is None:
        here = form.get("target_id") or None
        return _shown(request, selection, here, "There is nothing to take back.")
    room.publisher.tell()
    wanted = "claims" if event.target_kind == "claim" else "hype"
    selection = selection if selection.of == wanted else replace(selection, of=wanted)
    return _shown(request, selection, event.target_id, f"Taken back: {event.verdict}.")


def _rename(request: Request, form: Form) -> Response:
    who = replace(reader(request), name=checked_name(form.get("name", "")))
    response = RedirectResponse(f"/?{_selection(form).query()}", 303)
    remember(response, who)
    return response


def _shown(request: Request, selection: Selection, target: str | None, said: str) -> Response:
    """The item, as the middle of the page for the script, else by its address."""
    if "x-partial" not in request.headers:
        return RedirectResponse(f"/?{selection.query(at=target or '')}", 303)
    try:
        return card_page(request, selection, target, said)
    except Gone:
        first = room_of(request).desk.first(selection, reader(request).name)
        return card_page(request, selection, first, f"{said} That one is gone since.")


def _selection(form: Form) -> Selection:
    return Selection.read(dict(parse_qsl(form.get("view", ""))))


def _judgement(form: Form) -> Judgement:
    kind = form.get("target_kind", "")
    act = form.get("act") or ("rejected" if form.get("reason") else "")
    if kind not in get_args(TargetKind) or act not in _SAID:
        raise InputError(f"{act[:20]!r} on {kind[:20]!r}: no such thing can be done")
    reason = form.get("reason", "") if act == "rejected" else ""
    note = form.get("note", "").strip()
    if len(note) > _LONGEST_NOTE:
        raise InputError(f"the note has {len(note)} characters; {_LONGEST_NOTE} are kept")
    if act == "noted" and not note:
        raise InputError("the note is empty")
    version = form.get("rule_version", "")
    if not re.fullmatch(r"[0-9]{1,9}", version):
        raise InputError("the form lacks the version of the rule")
    return Judgement(
        _event_id(form),
        cast(TargetKind, kind),
        form.get("target_id", "")[:64],
        form.get("text_sha256", "")[:64],
        int(version),
        cast(Act, act),
        check_reason(kind, reason),
        note,
        _span(form) if reason == "wrong_span" else None,
    )


def _span(form: Form) -> tuple[int, int] | None:
    """Where the words should begin and end; None where the reader did not say."""
    start, end = form.get("start", ""), form.get("end", "")
    if not start and not end:
        return None
    if not re.fullmatch(r"[0-9]{1,9} [0-9]{1,9}", f"{start} {end}") or int(start) >= int(end):
        raise InputError("the words must begin before they end")
    return int(start), int(end)


def _event_id(form: Form) -> str:
    given = form.get("event_id", "")
    if not _EVENT.fullmatch(given):
        raise InputError("the form lacks its number: load the page again")
    return given
