"""Who reads: a name in a cookie, and what proves that a form was given to that reader."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from extractors.errors import InputError
from warehouse.review.guard import Secret

__all__ = ["Reader", "checked_name", "reader_of", "remember"]

_NAME, _SESSION = "hedgerow_reader", "hedgerow_session"
_YEAR = 31_536_000
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """The person at the other end, as far as we know."""

    name: str
    session: str
    csrf: str
    """What each form of this session carries."""


def checked_name(name: str) -> str:
    """The name as it is kept. Raises InputError for one that cannot be printed, or is too long."""
    kept = " ".join(name.split())
    if not kept or not kept.isprintable() or len(kept) > _LONGEST_NAME:
        raise InputError(
            f"reviewer {name[:60]!r}: a name has 1 to {_LONGEST_NAME} printable characters"
        )
    return kept


def reader_of(request: Request, secret: Secret, usual: str) -> Reader:
    """The reader that the cookies name, else the one for whom the server was started."""
    try:
        name = checked_name(unquote(request.cookies.get(_NAME, ""))) or usual
    except InputError:
        name = usual
    session = request.cookies.get(_SESSION, "")
    if len(session) != 32 or not session.isalnum():
        session = secrets.token_hex(16)
    return Reader(name, session, secret.sign(f"form:{session}"))


def remember(response: Response, reader: Reader) -> None:
    """None; the answer sets the cookies of this reader."""
    for name, value in ((_NAME, quote(reader.name)), (_SESSION, reader.session)):
        response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="strict")


def own_form(reader: Reader, form: Mapping[str, str]) -> bool:
    """Does the form carry what this session was given?"""
    return secrets.compare_digest(form.get("csrf", "").encode(), reader.csrf.encode())
