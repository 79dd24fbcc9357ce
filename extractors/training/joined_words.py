"""Running text out of a token list whose spacing was lost.

The IOB corpora write every sign as a token of its own ("IL - 6 ( 0 . 5 mg )"). The rules here give
back the usual spacing; where a sign is written either way, the commoner way wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

QUOTES = ('"', "'")
_CLOSING = frozenset(".,;:?!%)]}")
_OPENING = frozenset("([{$#")
_COMPARING = frozenset("=<>≤≥")
_SUSPENDED = frozenset({"and", "or", "to", "versus", "vs", "nor"})
"""What follows a hyphen with a space: "pre- and postoperative", "2- to 3-fold"."""
_DASHED = frozenset({"a", "an", "the", "is", "are", "was", "were", "we", "this", "these"})
"""What follows a dash, never a hyphen."""
_CHARGED = re.compile(r"(Ca|Mg|Zn|Na|K|H|Li|Cl|CD\d+|.*[A-Za-z]\d|\d)")
_BASE = re.compile(r"[ACGT]")


@dataclass(frozen=True, slots=True)
class JoinedWords:
    """A text, and for each of its words the half-open offsets into it."""

    text: str
    spans: tuple[tuple[int, int], ...]


def joined(words: Sequence[str]) -> JoinedWords:
    """The words as running text."""
    text = ""
    spans = []
    opening = _opening_quotes(words)
    for place, word in enumerate(words):
        if place and _spaced(words, place, opening):
            text += " "
        spans.append((len(text), len(text) + len(word)))
        text += word
    return JoinedWords(text, tuple(spans))


def _opening_quotes(words: Sequence[str]) -> frozenset[int]:
    """The places of the quotation marks that open a quotation."""
    opening = set()
    is_open = dict.fromkeys(QUOTES, False)
    for place, word in enumerate(words):
        if word in QUOTES and not _is_apostrophe(words, place, is_open[word]):
            is_open[word] = not is_open[word]
            if is_open[word]:
                opening.add(place)
    return frozenset(opening)


def _is_apostrophe(words: Sequence[str], place: int, is_open: bool) -> bool:
    """Whether it is the sign of "Parkinson's", "patients' " or "5' end", not of a quotation."""
    before = _at(words, place - 1)
    return words[place] == "'" and (
        _at(words, place + 1) in ("s", "t", "-")
        or before.isdigit()
        or (before.endswith("s") and not is_open)
    )


def _spaced(words: Sequence[str], place: int, opening: frozenset[int]) -> bool:
    """Whether a space stands between the word and the one before it."""
    before, word = words[place - 1], words[place]
    if before in QUOTES and place - 1 in opening:
        return False
    if word in QUOTES:
        return place in opening and before not in _OPENING and before != "-"
    if before == "'" and word in ("s", "t"):
        return False
    if word in _CLOSING:
        return word == "." and before in _COMPARING and _at(words, place + 1).isdigit()
    if before in _OPENING:
        return False
    return _spaced_at_sign(words, place)


def _spaced_at_sign(words: Sequence[str], place: int) -> bool:
    before, word = words[place - 1], words[place]
    if "+" in (before, word):
        return _spaced_at_plus(words, place)
    if "-" in (before, word):
        return _spaced_at_hyphen(words, place)
    if {before, word} & {"/", "_", "*", "^"} or before == "~":
        return False
    if ">" in (before, word):
        bases = (_at(words, place - (1 if word == ">" else 2)), _at(words, place + (word == ">")))
        return not all(_BASE.fullmatch(base) for base in bases)
    if word == "(":
        return not _opens_charge(words, place)
    if before in (".", ",", ":"):
        return not _inside_figure(words, place)
    return True


def _spaced_at_plus(words: Sequence[str], place: int) -> bool:
    if words[place] == "+":
        if _is_plus_minus(words, place):
            return True
        return not _CHARGED.fullmatch(words[place - 1]) and words[place - 1] != "/"
    if words[place] in ("/", "-", "+"):
        return False
    return _at(words, place - 2) not in ("(", "/", "=")


def _spaced_at_hyphen(words: Sequence[str], place: int) -> bool:
    before, word = words[place - 1], words[place]
    after = _at(words, place + 1)
    if word == "-":
        negative = before in _COMPARING and (after.isdigit() or after == ".")
        return negative or _is_dash(before, after)
    return (
        _is_plus_minus(words, place - 3)
        or word in _SUSPENDED
        or _is_dash(_at(words, place - 2), word)
    )


def _is_dash(before: str, after: str) -> bool:
    return after in _DASHED and before.islower()  # in upper case it is the "a" of "TNF-a"


def _is_plus_minus(words: Sequence[str], place: int) -> bool:
    """Whether "+ / -" begins here, with a number before it."""
    return (
        tuple(words[max(place, 0) : place + 3]) == ("+", "/", "-")
        and (words[place - 1].isdigit() or words[place - 1] in ("%", ")"))
        and _at(words, place + 3).isdigit()
    )


def _opens_charge(words: Sequence[str], place: int) -> bool:
    """Whether the bracket is that of "Ca(2+)" or "K(+)"."""
    inside = tuple(words[place + 1 : place + 4])
    return inside[:2] in (("+", ")"), ("-", ")")) or (
        inside[1:] in (("+", ")"), ("-", ")")) and inside[0].isdigit()
    )


def _inside_figure(words: Sequence[str], place: int) -> bool:
    """Whether the sign before the word and the word go on with "0.5", "1,000", "1:2" or "e.g."."""
    sign, word, first = words[place - 1], words[place], _at(words, place - 2)
    if first.isdigit() and word[0].isdigit():
        return sign != "," or (len(word) == 3 and word.isdigit() and len(first) <= 3)
    if sign != "." or len(first) > 1:
        return False
    if word[0].isdigit():  # "P = .05", "c.895"
        return first in _COMPARING or first.islower()
    return len(word) == 1 and (first + word).islower()


def _at(words: Sequence[str], place: int) -> str:
    return words[place] if 0 <= place < len(words) else ""
