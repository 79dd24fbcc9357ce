"""Where the noun phrase that ends before a token begins, and what hangs on it."""

from __future__ import annotations

from extractors.language.grammar.clauses import (
    CLOSING,
    OPENING,
    Layout,
    Phrase,
    group_start,
    is_stop,
    words,
)

__all__ = ["parenthetical_start", "phrase_before"]


def _opening_of(layout: Layout, closing: int) -> int:
    depth = 0
    for index in range(closing, layout.start - 1, -1):
        text = layout.doc[index].text
        depth += (text in CLOSING) - (text in OPENING)
        if depth == 0:
            return index
    return closing


def phrase_before(layout: Layout, end: int) -> Phrase:
    """The noun phrase that ends before token `end`: head, coordination and what hangs on it."""
    coordinated: int | None = None
    index = end
    while index > layout.start:
        here = index - 1
        token = layout.doc[here]
        if token.text in CLOSING:
            index = _opening_of(layout, here)
            if index == here:
                break
            continue
        if is_stop(layout, here) or token.norm_ in words("subordinators"):
            break
        if token.norm_ in words("relatives") and not layout.at(here):
            if index == end or _has_verb(layout, index, end):
                end = index = _before_comma(layout, here)
                coordinated = None
                continue
            break
        if layout.is_finite(here):
            relative = _relative_before(layout, here)
            if relative is not None:
                end = index = _before_comma(layout, relative)
                coordinated = None
                continue
            if coordinated is not None and token.norm_ not in words("reporting"):
                index = coordinated + 1
            break
        if token.text == ",":
            if not _is_list_comma(layout, here, end):
                break
        elif token.norm_ in words("coordinators") and coordinated is None:
            coordinated = here
        index = here
    return Phrase(index, end)


def _has_verb(layout: Layout, start: int, end: int) -> bool:
    return any(layout.is_verb(index) for index in range(start, end))


def _before_comma(layout: Layout, index: int) -> int:
    if index > layout.start and layout.doc[index - 1].text == ",":
        return index - 1
    if index > layout.start and layout.doc[index - 1].norm_ in {"in", "of", "to", "for"}:
        return index - 1
    return index


def _relative_before(layout: Layout, verb: int) -> int | None:
    """The relative pronoun whose clause holds the verb, when only its verb group parts them."""
    start = group_start(layout, verb)
    before = start - 1
    if before >= layout.start and layout.doc[before].norm_ in words("relatives"):
        return before
    return None


def _is_list_comma(layout: Layout, comma: int, end: int) -> bool:
    """Whether the comma parts items of a list: "A, B and [C reduce]"."""
    later = [layout.doc[i].norm_ for i in range(comma + 1, end)]
    if not any(norm in {"and", "or", "nor", "&"} for norm in later):
        return False
    row = layout.at(comma - 1)
    return row is not None or (comma - 2 >= layout.start and layout.at(comma - 2) is not None)


def parenthetical_start(layout: Layout, comma: int) -> int | None:
    """The comma that opens the insertion which `comma` closes: "X[,] a new drug, reduces"."""
    for index in range(comma - 1, layout.start, -1):
        if is_stop(layout, index):
            return None
        if layout.doc[index].text == ",":
            return index
    return None
