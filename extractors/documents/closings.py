"""How press releases close: who the sender is, and what its lawyers add. Neither is the story.

Who speaks is furniture (institutions, journals, companies, meetings), what is spoken of is not:
"About the trial", "About the drug" and safety information stay, as they hold design and harms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from extractors.documents.line_rules import LineRule, line_rules

_READ = 400
"""Characters of a paragraph in which it says what it is."""
_HEADING = 110
_SENDER_FROM = 1 / 3
"""The share of a text before which no section on the sender begins."""
_PORTRAIT_FROM = 1 / 2
_GAP = 4
"""Paragraphs between two portraits that go with them, at most."""
_HEADING_ENDS = (".", ";", ",", ":”", "…")
_COMPANY_ENDS = ("Inc.", "Ltd.", "Corp.", "Co.")


class Line(Protocol):
    """What a closing asks of a line."""

    @property
    def start(self) -> int:
        """Where the line begins in the text."""

    @property
    def text(self) -> str:
        """The line without outer white space."""


def find_closings(lines: Sequence[Line], length: int) -> Iterator[tuple[int, str]]:
    """Index and reason of each line that is the sender's self-portrait or a legal notice.

    `length` is that of the text. A heading brings its whole section, up to the next heading; so
    do a few unquoted paragraphs that stand between two portraits.
    """
    found = dict(_openings(lines, length))
    for before, after in pairwise(sorted(found)):
        between = lines[before + 1 : after]
        if len(between) <= _GAP and not any(re.search('["“]', line.text) for line in between):
            found |= dict.fromkeys(range(before + 1, after), found[before])
    yield from sorted(found.items())


def _openings(lines: Sequence[Line], length: int) -> Iterator[tuple[int, str]]:
    for at, line in enumerate(lines):
        reason = _opened(lines, at, length)
        if reason and _is_heading(line.text):
            for there in range(at, _section_end(lines, at)):
                yield there, reason
        elif reason:
            yield at, reason


def _opened(lines: Sequence[Line], at: int, length: int) -> str:
    """The reason for which a closing begins at this line, "" where none does."""
    line = lines[at]
    if line.start < length * _SENDER_FROM:
        return ""
    if _is_heading(line.text):
        if rule := _fitting("closing_heading", line.text):
            return rule.category
        about = _fitting("about_heading", line.text)
        below = lines[at + 1].text if at + 1 < len(lines) else ""
        return about.category if about and _describes_sender(f"{line.text}: {below}") else ""
    if rule := _fitting("closing_paragraph", line.text):
        return rule.category
    portrait = _fitting("portrait", line.text) if line.start >= length * _PORTRAIT_FROM else None
    return portrait.category if portrait else ""


def _section_end(lines: Sequence[Line], at: int) -> int:
    for there in range(at + 1, len(lines)):
        if _is_heading(lines[there].text):
            return there
    return len(lines)


def _is_heading(line: str) -> bool:
    ends = line.endswith(_HEADING_ENDS) and not line.endswith(_COMPANY_ENDS)
    return len(line) <= _HEADING and not ends and not line[0].islower()


def _describes_sender(section: str) -> bool:
    return _fitting("sender", section) is not None


def _fitting(takes: str, line: str) -> LineRule | None:
    start = re.sub(r"\s+", " ", line[:_READ])
    rules = (rule for rule in line_rules("furniture") if rule.extra["takes"] == takes)
    return next((rule for rule in rules if rule.fits(start)), None)
