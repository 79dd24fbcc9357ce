"""Mentions that a linking word leads to: an arm behind "in", a comparator behind "than"."""

from __future__ import annotations

from collections.abc import Collection

from extractors.language.grammar.clauses import (
    OPENING,
    Layout,
    closing_of,
    group_start,
    is_stop,
    words,
)
from extractors.language.grammar.phrase_mentions import is_of_people, mentions_after
from extractors.language.grammar.relations import GROUPS
from extractors.language.grammar.subjects import ARM_PREPOSITIONS, subjects_before
from extractors.model import Mention

_COMPARING = frozenset(
    {"than", "versus", "vs", "vs.", "v", "over", "against", "compared", "relative"}
)
_ARM_REACH = 8
_BEARING_REACH = 5
_ARM_WORDS = 4
"""Tokens after an arm's name before the comma that closes its phrase: "the X treatment group,"."""
_OPENERS = 2
_OPENS_ADJUNCT = frozenset({"with", "in", "after", "following", "under", "among", "for", "at"})


def mentions_linked(
    layout: Layout,
    at: int,
    links: Collection[str],
    types: Collection[str],
    verbs: bool = False,
) -> tuple[Mention, ...]:
    """The mentions after the first linking word that leads to any; past `verbs` if told."""
    closing = at - 1
    for index in range(at - 1, layout.end):
        norm = layout.doc[index].norm_
        if index < closing:
            continue
        if norm in OPENING and index >= at:
            closing = closing_of(layout, index)
            continue
        if index >= at and (norm in _COMPARING or _ends_clause(layout, index, verbs)):
            return ()
        in_word = index > layout.start and layout.doc[index - 1].text == "-"
        if norm in links and layout.at(index) is None and not in_word:
            found = mentions_after(layout, index + 1, types) or _treated(layout, index + 1, types)
            if found:
                return found
    return ()


def mentions_near(
    layout: Layout,
    firsts: tuple[Mention, ...],
    links: Collection[str],
    types: Collection[str],
    reach: int,
) -> tuple[Mention, ...]:
    """The mentions that a linking word ties to the last of `firsts`, at most `reach` tokens on."""
    if not firsts:
        return ()
    end = next(end for _start, end, mention in layout.mentions if mention is firsts[-1])
    found = mentions_linked(layout, end, links, types, verbs=True)
    if not found:
        return ()
    start = next(start for start, _end, mention in layout.mentions if mention is found[0])
    return found if start - end <= reach else ()


def arms_near(
    layout: Layout, at: int, objects: tuple[Mention, ...], types: Collection[str]
) -> tuple[Mention, ...]:
    """The arm of a quantity that the comparative at token `at` opens.

    It follows its quantity closely, "higher X was seen in the [Y] group", or it opens the sentence,
    or is what has it: "[Y] caused higher X".
    """
    if any(is_of_people(layout, mention) for mention in objects):
        return ()
    found = mentions_near(layout, objects, ARM_PREPOSITIONS, types, _ARM_REACH)
    if found and _is_another(layout, objects[-1], found[0]):
        return ()
    return found or bearer(layout, at, types) or arm_adjunct(layout, types)


def arm_adjunct(layout: Layout, types: Collection[str]) -> tuple[Mention, ...]:
    """The agent in a phrase that opens the sentence: "With X, ..."; "In the X group, ..."."""
    commas = [i for i in range(layout.start, layout.end) if layout.doc[i].text == ","]
    start = layout.start
    for comma in commas[:_OPENERS]:
        if layout.doc[start].norm_ not in _OPENS_ADJUNCT:
            return ()
        inside = [row for row in layout.mentions if start < row[0] and row[1] <= comma]
        agents = [mention for _start, end, mention in inside if mention.type in types]
        if agents:
            return tuple(agents[:1]) if comma - _row_end(layout, agents[0]) < _ARM_WORDS else ()
        start = comma + 1
    return ()


def _row_end(layout: Layout, mention: Mention) -> int:
    return next(end for _start, end, other in layout.mentions if other is mention)


def bearer(layout: Layout, at: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The arm that is said to have or to bring what token `at` counts: "[X] caused more Y"."""
    for index in range(at - 1, max(layout.start, at - _BEARING_REACH) - 1, -1):
        if is_stop(layout, index) or layout.doc[index].norm_ == "by":
            return ()
        if layout.is_finite(index) or layout.doc[index].norm_ in words("bearing"):
            if layout.doc[index].norm_ not in words("bearing"):
                return ()
            return subjects_before(layout, group_start(layout, index), index + 1, types)
    return ()


def comparator_of(layout: Layout, at: int) -> Mention | None:
    """What the result is set against: "than placebo", "compared with SSRIs"."""
    places = [i for i in range(layout.start, layout.end) if layout.doc[i].norm_ in _COMPARING]
    for index in sorted(places, key=lambda place: place < at):
        step = index + 1
        while step < layout.end and layout.doc[step].norm_ in {
            "with",
            "to",
            "in",
            "for",
            "the",
            "on",
            "that",
            "those",
            "of",
        }:
            step += 1
        found = mentions_after(
            layout, step, GROUPS["agent"], ("of", "with", "to", "on", "in", "under")
        )
        if found:
            return found[0]
    return None


def mentions_behind_verb(layout: Layout, at: int, types: Collection[str]) -> tuple[Mention, ...]:
    """What a list is said to hold: "side effects of X include [Y] and [Z]"."""
    for index in range(at, layout.end):
        if is_stop(layout, index) and layout.doc[index].text != ":":
            return ()
        if layout.doc[index].norm_ in {
            "include",
            "included",
            "including",
            "are",
            "were",
            "was",
            ":",
        }:
            return mentions_after(layout, index + 1, types)
    return ()


def _treated(layout: Layout, at: int, types: Collection[str]) -> tuple[Mention, ...]:
    """What is treated, of whomever: "for [the treatment of] adults with X"."""
    for index in range(at, min(at + 3, layout.end - 1)):
        if layout.doc[index].norm_ in {"treatment", "management", "prevention"}:
            is_of = layout.doc[index + 1].norm_ == "of"
            return mentions_after(layout, index + 2, types) if is_of else ()
    return ()


def _is_another(layout: Layout, object_: Mention, arm: Mention) -> bool:
    """Whether "and" parts them: "less X in blood [and] less [Y] use" names no arm."""
    between = (
        layout.doc[index].norm_
        for _start, end, mention in layout.mentions
        if mention is object_
        for index in range(end, layout.end)
        if layout.doc[index].idx < arm.start
    )
    return not {"and", "or"}.isdisjoint(between)


def _ends_clause(layout: Layout, index: int, verbs: bool) -> bool:
    token = layout.doc[index]
    if is_stop(layout, index) or token.norm_ in {"but", "whereas", "while", "although", "because"}:
        return True
    return (
        not verbs
        and layout.is_finite(index)
        and token.norm_ not in {"received", "treated", "given", "used"}
    )
