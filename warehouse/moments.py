"""ISO 8601 text, as precise as it is, to one moment in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = ["moment", "now"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")


def moment(text: str | None) -> datetime | None:
    """The UTC time, without offset, at which a date of any precision begins.

    None where there is no date, or where the text is no ISO 8601 date: a page's own date can be
    anything, and its precision is kept apart.
    """
    if not text:
        return None
    partial = _PARTIAL.fullmatch(text)
    if partial:
        text = f"{partial[1]}-{partial[2] or '01'}-01"
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when


def now() -> datetime:
    """The present UTC time, without offset, as the warehouse stores times."""
    return datetime.now(UTC).replace(tzinfo=None)
