"""The mentions that head the noun phrase from a token on, its conjuncts included."""

from __future__ import annotations

from collections.abc import Collection

from extractors.language.grammar.clauses import CLOSING, OPENING, Layout, closing_of, is_stop, words
from extractors.model import Mention

__all__ = ["is_of_people", "is_premodifier", "mentions_after"]

_COORDINATION_GAP = 5
_OWN_PHRASE = frozenset({"the", "a", "an", "of", "its", "their", "to"})
"""Words after "and" that begin another phrase than the one sought."""
_ARGUMENT_REACH = 14
_SUFFERERS = ("betics", "matics", "tensives", "leptics", "holics", "phrenics", "philiacs")
"""Endings of illnesses' names that mean the people who have them: "diabetics"."""
_DRIVEN = frozenset({"mediated", "induced", "related", "driven", "dependent", "evoked"})
"""Words that make of the name before them a trait of what follows: "IL-6 [mediated] fatigue"."""


def mentions_after(
    layout: Layout, at: int, types: Collection[str], through: Collection[str] = ("of",)
) -> tuple[Mention, ...]:
    """The compatible mentions that head the noun phrase from token `at` on, conjuncts included.

    `through` are the prepositions that may stand between: "levels of IL-6"; "patients with X" and
    "conditions such as X" are always looked through.
    """
    index = at
    limit = min(layout.end, at + _ARGUMENT_REACH)
    while index < limit:
        row = layout.at(index)
        if row and row[2].type in types and not is_premodifier(layout, row[1]):
            if index > at and _heads_a_clause(layout, row[1], index, at):
                return ()
            if row[2].name in words("generic_names") and _says_of_what(layout, row[1]):
                index = row[1]
                continue
            return (row[2], *_conjuncts(layout, row[1], types))
        if row and row[2].type != "population":
            index = row[1]
            continue
        following = _step(layout, index, at, through)
        if following is None:
            return ()
        index = following
    return ()


def _says_of_what(layout: Layout, end: int) -> bool:
    """Whether a mention that ends before token `end` is followed by "of" another."""
    if end >= layout.end or layout.doc[end].norm_ != "of":
        return False
    return any(layout.at(index) for index in range(end + 1, min(end + 4, layout.end)))


def is_premodifier(layout: Layout, end: int) -> bool:
    """Whether a mention that ends before token `end` only qualifies: "IL-6-driven depression"."""
    if end >= layout.end:
        return False
    token = layout.doc[end]
    if (token.text == "-" and not token.whitespace_) or token.norm_ in words("other_heads"):
        return True
    following = layout.doc[end + 1].norm_ if end + 1 < layout.end else ""
    return token.norm_ in _DRIVEN and bool(following) and following not in words("prepositions")


def _heads_a_clause(layout: Layout, end: int, index: int, at: int) -> bool:
    """Whether a mention after a comma or "and" is the subject of a verb of its own."""
    joints = [i for i in range(at, index) if layout.doc[i].text in {",", "and", "or"}]
    if not joints:
        return False
    own_phrase = any(layout.doc[i].norm_ in _OWN_PHRASE for i in range(joints[-1], index))
    return own_phrase or (end < layout.end and layout.is_finite(end))


def _step(layout: Layout, index: int, at: int, through: Collection[str]) -> int | None:
    """The next token to look at inside a noun phrase, None where the phrase is over."""
    token = layout.doc[index]
    norm = token.norm_
    if token.text in OPENING:
        return closing_of(layout, index) + 1
    if norm == "such" and index + 1 < layout.end and layout.doc[index + 1].norm_ == "as":
        return index + 2
    if norm in words("examples"):
        return index + 1
    if is_stop(layout, index) or token.text in CLOSING or norm in words("subordinators"):
        return None
    if norm in words("relatives"):
        return None
    if norm in words("prepositions") and norm not in through:
        return index + 1 if _looks_through_people(layout, index, at) else None
    if layout.is_verb(index) and index > at:
        return None
    return index + 1


def _looks_through_people(layout: Layout, index: int, at: int) -> bool:
    """Whether the preposition only says whose: "patients with", "those suffering from"."""
    norm = layout.doc[index].norm_
    if norm not in {"with", "from"} or index == layout.start:
        return False
    if any(layout.doc[i].norm_ == "of" for i in range(at, index)):
        return False
    row = layout.at(index - 1)
    before = layout.doc[index - 1].norm_
    if row is not None and row[2].type == "population":
        return True
    return before in words("people") or before in {"suffering", "diagnosed", "living", "affected"}


def _conjuncts(layout: Layout, at: int, types: Collection[str]) -> tuple[Mention, ...]:
    """Further members of a list whose last mention ends before token `at`."""
    index, joined, gap = at, False, 0
    while index < layout.end:
        token = layout.doc[index]
        row = layout.at(index)
        if row and joined and is_premodifier(layout, row[1]):
            index = row[1]
            continue
        if row:
            if not joined or row[2].type not in types or _is_apposition(layout, at, row[0]):
                return ()
            if row[1] < layout.end and layout.is_finite(row[1]):
                return ()
            return (row[2], *_conjuncts(layout, row[1], types))
        if token.text in OPENING:
            index = closing_of(layout, index) + 1
            continue
        if _joins(layout, index):
            joined, gap = True, 0
        elif _breaks_list(layout, index) or gap >= _COORDINATION_GAP:
            return ()
        else:
            gap += 1
        index += 1
    return ()


def _is_apposition(layout: Layout, start: int, end: int) -> bool:
    """Whether the tokens between two mentions only open an explanation: "IL-6, a [cytokine]"."""
    if layout.doc[start].text in OPENING:
        start = closing_of(layout, start) + 1
    between = [layout.doc[index].norm_ for index in range(start, end)]
    return between[:1] == [","] and between[1:2] in (["a"], ["an"]) and len(between) < 5


def _joins(layout: Layout, index: int) -> bool:
    token = layout.doc[index]
    return (
        token.text in {",", "/", "+"}
        or token.norm_ in {"and", "or", "nor", "&", "plus"}
        or token.norm_ in words("examples")
        or (token.norm_ in {"as", "such", "well", "but", "also"} and _is_linking_as(layout, index))
    )


def _is_linking_as(layout: Layout, index: int) -> bool:
    """Whether the token belongs to "such as", "as well as", "but also"."""
    start = max(layout.start, index - 2)
    around = " ".join(layout.doc[i].norm_ for i in range(start, min(layout.end, index + 3)))
    return any(phrase in around for phrase in ("such as", "as well as", "but also"))


def is_of_people(layout: Layout, mention: Mention) -> bool:
    """Whether the mention only says which people are meant: "patients with X", "X patients"."""
    if mention.surface.lower().endswith(_SUFFERERS):
        return True
    start, end = next((start, end) for start, end, other in layout.mentions if other is mention)
    window = range(max(layout.start, start - 6), min(end + 2, layout.end))
    return any(layout.doc[i].norm_ in words("people") for i in window)


def _breaks_list(layout: Layout, index: int) -> bool:
    token = layout.doc[index]
    norm = token.norm_
    return (
        is_stop(layout, index)
        or token.text in CLOSING
        or norm in words("subordinators")
        or norm in words("relatives")
        or norm in words("prepositions")
        or norm in words("people")
        or layout.is_verb(index)
    )
