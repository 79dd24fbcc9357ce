"""The ends of a difference between arms: "no difference in [X] between [A] and [B]".

What differs and who is compared stand in either order, before or after the word for the
difference, each behind words that lead to it: "between the groups with respect to [X]",
"[X] showed no difference among the groups".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from extractors.language.grammar.clauses import Layout, group_start, is_stop, words
from extractors.language.grammar.phrase_mentions import mentions_after
from extractors.language.grammar.relations import GROUPS, Trigger
from extractors.language.grammar.subjects import subjects_before
from extractors.model import Mention

__all__ = ["find_contrast"]

_TO_ARMS = frozenset({"between", "among", "amongst", "across"})
_TO_ONE_ARM = frozenset({"with", "for", "in", "under", "on", "after", "either"})
_TO_OUTCOMES = frozenset(
    {"in", "for", "of", "on", "regarding", "concerning", "respect", "regard", "regards", "terms",
     "including", "to"}
)  # fmt: skip
_JOINS = frozenset({"and", "or", "versus", "vs", "vs."})
_JOINT = 4
"""Words between two arms that are compared."""
_WHOSE = 3
"""Tokens back to the people of whom an illness or a level is told."""
_THROUGH = frozenset({"of", "in", "to", "for", "with", "within"})
_TURNS = frozenset({"but", "whereas", "while", "although", "however", "except", "though", "than"})


def find_contrast(
    layout: Layout, trigger: Trigger
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The arms compared, two at most, and what was compared; either is empty where not told."""
    clause = range(_first(layout, trigger.start), _last(layout, trigger.end))
    types = trigger.rule.subjects
    parted = any(layout.doc[index].norm_ in _TO_ARMS for index in clause)
    places = clause if parted else range(trigger.start, clause.stop)
    arms = _behind(layout, places, _TO_ARMS if parted else _TO_ONE_ARM, types, trigger)
    if not arms:
        return (), ()
    second = arms[1:2] or _joined(layout, arms[0], trigger.rule.subjects)
    return (*arms[:1], *second), _outcomes(layout, clause, trigger)


def _joined(layout: Layout, first: Mention, types: Collection[str]) -> tuple[Mention, ...]:
    """The other arm of "between [A] and [B] was", which may look like the subject of a verb."""
    rows = [row for row in layout.mentions if row[2].start >= first.end and row[2].type in types]
    if not rows:
        return ()
    between = layout.between(first.end, rows[0][2].start).lower().split()
    return (rows[0][2],) if len(between) <= _JOINT and not _JOINS.isdisjoint(between) else ()


def _outcomes(layout: Layout, clause: range, trigger: Trigger) -> tuple[Mention, ...]:
    types = trigger.rule.objects
    after = range(trigger.start, clause.stop)
    found = _behind(layout, after, _TO_OUTCOMES, types, trigger)
    if found:
        return found
    start = group_start(layout, trigger.start)
    while start > layout.start and layout.is_verb(start - 1):
        start = group_start(layout, start - 1)
    return (
        subjects_before(layout, start, trigger.end, types)
        or _behind(layout, range(clause.start, trigger.start), _TO_OUTCOMES, types, trigger)
        or _of_verb_before(layout, range(clause.start, trigger.start), types)
    )


def _of_verb_before(layout: Layout, places: range, types: Collection[str]) -> tuple[Mention, ...]:
    """What the main clause tells of: "[X] was 54%, with no difference", "A eased [X] with no"."""
    for index in reversed(places):
        if layout.is_finite(index):
            acting = subjects_before(layout, group_start(layout, index), index + 1, types)
            return acting or mentions_after(layout, index + 1, types)
    return ()


def _behind(
    layout: Layout, places: range, links: Collection[str], types: Collection[str], trigger: Trigger
) -> tuple[Mention, ...]:
    """The mentions behind the first of the linking words that leads to any, nearest first."""
    for index in _in_order(places, trigger):
        if layout.doc[index].norm_ in links and layout.at(index) is None:
            found = mentions_after(layout, index + 1, types, _THROUGH)
            if not found or not _is_within(layout, places, found[0]):
                continue
            if not _is_whose(layout, found[0]) and not _is_listed(layout, index, found[0]):
                return found
    return ()


def _is_listed(layout: Layout, link: int, arm: Mention) -> bool:
    """Whether what looks like an arm stands in a list of outcomes: "in weight, [insulin] and"."""
    if arm.type not in GROUPS["agent"]:
        return False
    outcomes = [
        mention
        for start, _end, mention in layout.mentions
        if start > link and mention.type in GROUPS["measure"] | GROUPS["molecule"]
    ]
    after = (mention for mention in outcomes if mention.start >= arm.end)
    return any(mention.end <= arm.start for mention in outcomes) or any(
        layout.between(arm.end, mention.start).strip(" ,") in {"and", "or", ""} for mention in after
    )


def _is_whose(layout: Layout, mention: Mention) -> bool:
    """Whether an outcome only says in whom: "in a subgroup of [obese] people"."""
    if mention.type in GROUPS["agent"]:
        return False
    start, end = next(row[:2] for row in layout.mentions if row[2] is mention)
    before = range(max(layout.start + 1, start - _WHOSE), start)
    return (end < layout.end and layout.doc[end].norm_ in words("people")) or any(
        layout.doc[index].norm_ == "with"
        and layout.doc[index - 1].norm_ in words("people")
        and layout.doc[index + 1].norm_ not in _TO_OUTCOMES
        for index in before
    )


def _in_order(places: range, trigger: Trigger) -> Iterator[int]:
    """What follows the trigger first: there its ends are mostly named."""
    yield from (place for place in places if place >= trigger.start)
    yield from (place for place in reversed(places) if place < trigger.start)


def _is_within(layout: Layout, places: range, mention: Mention) -> bool:
    return mention.end <= layout.doc[places.stop - 1].idx + len(layout.doc[places.stop - 1])


def _first(layout: Layout, at: int) -> int:
    index = at
    while index > layout.start and not _ends(layout, index - 1):
        index -= 1
    return index


def _last(layout: Layout, at: int) -> int:
    index = at
    while index < layout.end and not _ends(layout, index):
        index += 1
    return index


def _ends(layout: Layout, index: int) -> bool:
    """Whether another clause begins here."""
    token = layout.doc[index]
    if is_stop(layout, index) or token.norm_ in _TURNS:
        return True
    return token.norm_ in words("relatives") and layout.at(index) is None
