"""Quotations: where the text speaks in another's words, between quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.model import Span

_MIN_WORDS = 4
"""Fewer words between marks are scare quotes, a title or a term, no quotation."""
_LONGEST = 3000
_OPENS_STRAIGHT = re.compile(r'(?<![\w.,!?;:%)\]])"(?=\S)')
_CLOSES_STRAIGHT = re.compile(r'(?<=\S)"(?!\w)')
_PARAGRAPH = re.compile(r"\n\s*\n|\n")


def find_quotations(text: str) -> tuple[Span, ...]:
    """Each stretch between quotation marks, marks included, in order, at least four words long.

    A speech of several paragraphs, each opened and only the last closed, yields one span a
    paragraph. Marks that no other answers within their paragraph are passed over, unless a comma
    or colon leads to them: "She went on, "We found ...".
    """
    found: list[Span] = []
    for start, end in _paragraphs(text):
        found += _curly(text, start, end)
        found += _straight(text, start, end)
    return tuple(sorted(span for span in found if _is_speech(text[span[0] : span[1]])))


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _curly(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans between “ and ”, not those inside another; an unanswered opening mark runs on when the
    next paragraph opens."""
    at = text.find("“", start, end)
    while at >= 0:
        close = _answer(text, at, end)
        again = text.find("“", at + 1, end)
        if close >= 0:
            yield at, close + 1
            again = text.find("“", close + 1, end)
        elif again < 0 and text.find("”", at, end) < 0 and re.match(r"\s*“", text[end : end + 10]):
            yield at, end
        at = again


def _answer(text: str, at: int, end: int) -> int:
    """Where the mark that opens here closes, -1 where nothing answers it; others may nest."""
    depth = 0
    for mark in re.compile("[“”]").finditer(text, at, end):
        depth += 1 if mark[0] == "“" else -1
        if depth == 0:
            return mark.start()
    return -1


def _straight(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    while opening := _OPENS_STRAIGHT.search(text, at, end):
        closing = _CLOSES_STRAIGHT.search(text, opening.end() + 1, end)
        if closing is None:
            introduced = text[max(start, opening.start() - 2) : opening.start()].rstrip()
            if introduced.endswith((",", ":")) or re.match(r'\s*"', text[end : end + 10]):
                yield opening.start(), end
            return
        yield opening.start(), closing.end()
        at = closing.end()


def _is_speech(quoted: str) -> bool:
    return len(quoted) <= _LONGEST and len(re.findall(r"\w+", quoted)) >= _MIN_WORDS
