"""The stretches of a text that are page furniture, each with its reason; marking and cutting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.documents.closings import find_closings
from extractors.documents.layout import cut, overlay, trimmed
from extractors.documents.line_rules import LineRule, line_rules
from extractors.model import Document, Dropped, Region, Span

_PROSE = 90
"""A line of this many characters that ends a sentence is prose, not a label or a link."""
_LONGEST = 700
"""No line rule describes more characters than this."""
_CARD_REACH = 8
"""Lines between two fields of one author card, at most."""
_LONGEST_LIST = 30
"""Links under one heading, at most."""
_CODA_LINES = 3
"""How many of the last paragraphs may close with engagement bait."""
_CODA_REACH = 2000
"""Characters at the end of a paragraph in which its bait stands."""
_OF_LINES = frozenset({"line", "list", "bio", "rest", "empty", "card"})
"""What a rule takes that tells a line by itself; the rest are asked for where they can stand."""
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"”’)]*(?=\s+[\"“‘'(]?[A-Z0-9])|$)", re.DOTALL)


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    reason: str = ""
    rule: LineRule | None = None

    @property
    def prose(self) -> bool:
        return len(self.text) >= _PROSE and self.text.rstrip('"”’)')[-1:] in ".!?…:"

    @property
    def short(self) -> bool:
        return len(self.text) < 160 and not self.prose


def mark_furniture(
    text: str, regions: Sequence[Region], headline: str | None = None
) -> tuple[Region, ...]:
    """The regions with furniture laid over them as `boilerplate`, its reason as the label.

    `headline` is the title that a content farm repeats at the foot; without it the text's own.
    """
    lines = [_Line(m.start(), m.end(), m.group()) for m in re.finditer(r"\S.*\S|\S", text)]
    headline = headline or next(
        (text[r.start : r.end] for r in regions if r.kind == "headline"), ""
    )
    for line in lines:
        line.rule = _rule_of(line.text)
    _mark_plain(lines)
    _mark_cards(lines)
    _mark_followers(lines, len(text))
    _mark_closings(lines, len(text))
    _mark_repeated_title(lines, headline)
    _mark_empty_headings(lines)
    _mark_gaps(lines)
    marks = [*_runs(text, lines), *_codas(lines)]
    marks.sort(key=lambda mark: mark.start)
    return trimmed(text, overlay(regions, marks))


def cut_furniture(document: Document) -> Document:
    """The document without its boilerplate: new text, moved regions, the cuts counted by reason."""
    gone: list[Span] = []
    dropped = Counter({cut_out.reason: cut_out.characters for cut_out in document.dropped})
    for region in document.regions:
        if region.kind == "boilerplate":
            gone.append((region.start, region.end))
            dropped[region.label or "furniture"] += region.end - region.start
    kept = tuple(region for region in document.regions if region.kind != "boilerplate")
    text, regions = cut(document.text, kept, gone)
    return replace(
        document,
        text=text,
        regions=regions,
        dropped=tuple(Dropped(reason, count) for reason, count in dropped.items()),
    )


def _rule_of(line: str) -> LineRule | None:
    if len(line) > _LONGEST:
        return None
    return next((rule for rule in line_rules("furniture") if _takes(rule) in _OF_LINES
                 and rule.fits(line)), None)  # fmt: skip


def _takes(rule: LineRule) -> str:
    takes = rule.extra["takes"]
    assert isinstance(takes, str)
    return takes


def _mark_plain(lines: Sequence[_Line]) -> None:
    for line in lines:
        if line.rule and _takes(line.rule) in {"line", "list", "bio", "rest"}:
            line.reason = line.rule.category


def _mark_cards(lines: Sequence[_Line]) -> None:
    """A field such as "Address:" is an author card's only beside another field of one."""
    fields = [
        (at, line.rule)
        for at, line in enumerate(lines)
        if line.rule and (_takes(line.rule) == "card" or line.rule.id.startswith("furniture.card"))
    ]
    for index, (at, rule) in enumerate(fields):
        near = fields[max(0, index - _CARD_REACH) : index + _CARD_REACH + 1]
        if any(other.id != rule.id and abs(there - at) <= _CARD_REACH for there, other in near):
            lines[at].reason = rule.category


def _mark_followers(lines: Sequence[_Line], length: int) -> None:
    for at, line in enumerate(lines):
        if not line.reason or not line.rule:
            continue
        takes = _takes(line.rule)
        if takes == "list":
            _mark_list(lines, at)
        elif takes == "bio" and line.start > length // 2:
            _mark_bio(lines, at)
        elif takes == "rest" and line.start > length // 2:
            for follower in lines[at:]:
                follower.reason = follower.reason or line.reason
            return


def _mark_list(lines: Sequence[_Line], at: int) -> None:
    """The links under "Related articles": short lines, but not a heading with prose under it."""
    for there in range(at + 1, min(at + 1 + _LONGEST_LIST, len(lines))):
        line = lines[there]
        if line.reason:
            continue
        after = lines[there + 1 : there + 1 + _LONGEST_LIST]
        followed = next((later for later in after if not later.reason), None)
        if not line.short or line.text.endswith(".") or (followed and followed.prose):
            return
        line.reason = lines[at].reason


def _mark_bio(lines: Sequence[_Line], at: int) -> None:
    for line in lines[at + 1 : at + 2]:
        line.reason = line.reason or lines[at].reason


def _mark_closings(lines: Sequence[_Line], length: int) -> None:
    for at, reason in find_closings(lines, length):
        lines[at].reason = lines[at].reason or reason


def _mark_repeated_title(lines: Sequence[_Line], headline: str) -> None:
    title = _bare(headline)
    if len(title.split()) < 3:
        return
    seen_prose = False
    for at, line in enumerate(lines):
        if at and seen_prose and _bare(line.text) == title:
            line.reason = "repeated_title"
        seen_prose = seen_prose or line.prose


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _mark_empty_headings(lines: Sequence[_Line]) -> None:
    followed = False
    for line in reversed(lines):
        if not line.reason and not followed and line.rule and _takes(line.rule) == "empty":
            line.reason = line.rule.category
        followed = not line.reason


def _mark_gaps(lines: Sequence[_Line]) -> None:
    """One or two short leftovers between furniture, after the last prose, are furniture too."""
    last_prose = max((at for at, line in enumerate(lines) if line.prose and not line.reason),
                     default=-1)  # fmt: skip
    marked = [at for at, line in enumerate(lines) if line.reason and at > last_prose]
    for before, after in pairwise(marked):
        gap = lines[before + 1 : after]
        if len(gap) <= 2 and all(len(line.text) < 60 for line in gap):
            for line in gap:
                line.reason = lines[before].reason


def _runs(text: str, lines: Sequence[_Line]) -> Iterator[Region]:
    """Neighbouring furniture lines of one reason as one region."""
    start: _Line | None = None
    last: _Line | None = None
    for line in [*lines, None]:
        if start and last and (line is None or line.reason != start.reason):
            yield Region("boilerplate", start.start, last.end, start.reason)
            start = None
        if line and line.reason:
            start, last = start or line, line


def _codas(lines: Sequence[_Line]) -> Iterator[Region]:
    """The sentences that close one of the last paragraphs and ask the reader for something."""
    last = [line for line in lines if not line.reason][-_CODA_LINES:]
    for line in last:
        sentences = list(_SENTENCE.finditer(line.text, max(0, len(line.text) - _CODA_REACH)))
        first = len(sentences)
        while first and _asks_reader(sentences[first - 1].group()):
            first -= 1
        if first < len(sentences):
            start = line.start + sentences[first].start()
            yield Region("boilerplate", start, line.end, "engagement_coda")


def _asks_reader(sentence: str) -> bool:
    return any(
        _takes(rule) == "sentence" and rule.fits(sentence) for rule in line_rules("furniture")
    )
