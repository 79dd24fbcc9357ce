"""Abbreviations that a document defines: "treatment-resistant depression (TRD)".

Algorithm: Schwartz AS, Hearst MA. A simple algorithm for identifying abbreviation definitions in
biomedical text. Pac Symp Biocomput 2003:451-62. The first definition of a short form counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from extractors.language.words.steps import text_of
from extractors.language.words.tokens import fold
from extractors.model import Span

__all__ = ["Definition", "definitions_of", "find_definitions"]

_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_SHORT = re.compile(r"(?=\S*[A-Za-zα-ω])[A-Za-z0-9Α-Ωα-ω][\w\-–/+.&α-ωΑ-Ω]{1,11}(?: [\w\-]{1,4})?")
_SENTENCE_BREAK = re.compile(r"[.!?;:]\s|\n|[()\[\]]")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and the long form it stands for in this document."""

    short: str
    short_span: Span
    long_span: Span


def definitions_of(doc: Doc) -> tuple[Definition, ...]:
    """The abbreviations that the document defines, looked for once."""
    known: tuple[Definition, ...] | None = doc.user_data.get("hedgerow.definitions")
    if known is None:
        known = doc.user_data["hedgerow.definitions"] = find_definitions(text_of(doc))
    return known


def find_definitions(text: str) -> tuple[Definition, ...]:
    """The abbreviations that the text defines, in order, one for each short form."""
    found: dict[str, Definition] = {}
    for definition in _candidates(text):
        found.setdefault(definition.short, definition)
    return tuple(found.values())


def _candidates(text: str) -> Iterator[Definition]:
    for match in _PARENTHESIS.finditer(text):
        inside = match[1].split(",")[0].split(";")[0].strip()
        inside = re.sub(r"^(?:or|also|aka|hereafter|i\.e\.)\s+", "", inside).strip("\"'“”‘’ ")
        at = match.start(1) + match[1].index(inside) if inside else match.start(1)
        if _is_short(inside):
            long_span = _long_form(text, match.start(), inside)
            if long_span:
                yield Definition(inside, (at, at + len(inside)), long_span)
        elif definition := _turned_round(text, match.start(), at, inside):
            yield definition


def _is_short(form: str) -> bool:
    if not _SHORT.fullmatch(form) or not 2 <= len(form) <= 12:
        return False
    return any(c.isupper() or c.isdigit() for c in form) and any(c.isalpha() for c in form)


def _long_form(text: str, end: int, short: str) -> Span | None:
    """Where the long form before `end` stands, if the short form's letters can be found in it."""
    words = min(len(short) + 5, len(short) * 2)
    window = text[max(0, end - 40 - 12 * words) : end].rstrip()
    breaks = [match.end() for match in _SENTENCE_BREAK.finditer(window)]
    window = window[breaks[-1] :] if breaks else window
    starts = [match.start() for match in re.finditer(r"\S+", window)][-words:]
    window_end = end - (len(text[:end]) - len(text[:end].rstrip()))
    base = window_end - len(window)
    if not starts:
        return None
    start = _match_backwards(short, window)
    if start is None or start < starts[0] or len(window) - start <= len(short):
        return None
    return base + start, window_end


def _turned_round(text: str, opening: int, at: int, long_form: str) -> Definition | None:
    """A definition of the form "TRD (treatment-resistant depression)"."""
    before = re.search(r"(\S+)\s*$", text[max(0, opening - 20) : opening])
    if not before or not _is_short(before[1]) or len(long_form) <= len(before[1]):
        return None
    if _match_backwards(before[1], long_form) != 0:
        return None
    start = max(0, opening - 20) + before.start(1)
    return Definition(before[1], (start, start + len(before[1])), (at, at + len(long_form)))


def _match_backwards(short: str, long_form: str) -> int | None:
    """Where the shortest long form begins that holds the short form's letters in order."""
    letters = [c for c in short.lower() if c.isalnum()]
    if len(letters) > 2 and letters[-1] == "s" and short[-1] == "s":
        letters.pop()  # a plural: SSRIs
    position = len(long_form)
    for index in range(len(letters) - 1, -1, -1):
        position -= 1
        while position >= 0 and not _fits(letters[index], long_form, position, first=index == 0):
            position -= 1
        if position < 0:
            return None
    return position


def _fits(letter: str, long_form: str, position: int, first: bool) -> bool:
    here = long_form[position]
    if here.lower() != letter and fold(here)[:1] != letter:
        return False
    return not first or position == 0 or not long_form[position - 1].isalnum()
