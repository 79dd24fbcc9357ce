"""Dates as pages write them, to ISO 8601 with their precision and where they were found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from extractors.model import DatePrecision

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_EARLIEST = 1800


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A moment or a stretch of the calendar: ISO 8601, as long as `precision` says."""

    iso: str
    precision: DatePrecision
    source: str
    """json-ld, meta, time-element, url, text, api."""


def parse_date(text: str, source: str) -> FoundDate | None:
    """The date that a string holds; times become UTC. None where it holds none.

    Read are ISO 8601 and its slashed relatives, RFC 2822, "3 March 2024", "March 3, 2024",
    "2024 Mar 3", "March 2024", "2024". "03/04/2024" is not: nobody can tell the month.
    """
    text = text.strip()[:60]
    return _iso_moment(text, source) or _iso_day(text, source) or _in_words(text, source)


def calendar_date(year: int, month: int | None, day: int | None, source: str) -> FoundDate | None:
    """The date of these parts, as precise as they are; None where the calendar has none such."""
    try:
        datetime(year, month or 1, day or 1)
    except (ValueError, OverflowError):
        return None
    if not _EARLIEST <= year <= datetime.now(UTC).year + 2:
        return None
    if month and day:
        return FoundDate(f"{year:04}-{month:02}-{day:02}", "day", source)
    if month:
        return FoundDate(f"{year:04}-{month:02}", "month", source)
    return FoundDate(f"{year:04}", "year", source)


def month_number(name: str) -> int | None:
    """1 to 12 for "Mar", "march" or "03", None for anything else."""
    if name.isdigit():
        return int(name) if 1 <= int(name) <= 12 else None
    return _MONTHS.get(name.strip(". ").lower())


def date_in_url(url: str) -> FoundDate | None:
    """The date in a path like /2024/03/05/ or /2024-03-05-; None where there is no day."""
    match = re.search(r"/(19\d\d|20\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=[/._-]|$)", url)
    month = month_number(match[2]) if match else None
    return calendar_date(int(match[1]), month, int(match[3]), "url") if match and month else None


def first_date(candidates: Iterable[tuple[str | None, str]]) -> FoundDate | None:
    """The first of (string, source) that can be read."""
    return next(
        (found for text, source in candidates if text and (found := parse_date(text, source))), None
    )


def _iso_moment(text: str, source: str) -> FoundDate | None:
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text):
        if not re.match(r"[A-Za-z]{3}, \d", text):
            return None
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, IndexError, TypeError):
            return None
        return _moment(moment, "second", source)
    seconds = re.match(r"[^:]+:\d\d:\d\d", text) is not None
    text = re.sub(r"(\.\d{1,6})\d*", r"\1", re.sub(r"\s*(UTC|GMT)$", "Z", text))
    text = re.sub(r"\s+([+-]\d)", r"\1", text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _moment(moment, "second" if seconds else "minute", source)


def _moment(moment: datetime, precision: DatePrecision, source: str) -> FoundDate | None:
    try:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
    if not calendar_date(moment.year, moment.month, moment.day, source):
        return None
    return FoundDate(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), precision, source)


def _iso_day(text: str, source: str) -> FoundDate | None:
    match = re.match(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?![\d:])", text)
    if not match or re.match(r"\d{4}\s+[A-Za-z]", text):
        compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
        if not compact:
            return None
        match = compact
    month, day = (int(part) if part else None for part in match.group(2, 3))
    return calendar_date(int(match[1]), month, day, source)


def _in_words(text: str, source: str) -> FoundDate | None:
    name = r"([A-Za-z]{3,9})\.?"
    for pattern, order in (
        (rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+{name},?\s+(\d{{4}})", "dmy"),
        (rf"{name}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", "mdy"),
        (rf"(\d{{4}})\s+{name}\s+(\d{{1,2}})\b", "ymd"),
        (rf"{name},?\s+(\d{{4}})", "my"),
        (rf"(\d{{4}})\s+{name}(?=\W|$)", "ym"),
    ):
        for match in re.finditer(pattern, text):
            parts = dict(zip(order, match.groups(), strict=True))
            if month := month_number(parts["m"]):
                day = int(parts["d"]) if "d" in parts else None
                return calendar_date(int(parts["y"]), month, day, source)
    return None
