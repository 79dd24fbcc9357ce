"""What a number measures, by the words of its sentence nearest to it.

In order: the number's own name ("mean pain score was 12.4"), the mention or the noun before its
bracket ("glucose levels (80.1 mg/dL)"), the change behind it ("a 30% fall in pain"), the subject of
the verb before it, the predicate of those it counts ("54% slept"), the noun that is compared ("had
lower glucose levels than controls (89.2)"), a mention before it in its clause.

Wordings are data: `rules/quantity_ties.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from extractors.language.numbers.arm_names import OUTCOMES, Arm
from extractors.language.numbers.number_points import clause_around, opening_bracket
from extractors.language.words.expressions import expression, expressions, first_match
from extractors.language.words.sentences import Passage
from extractors.model import Mention, Quantity

__all__ = ["told_outcome"]

_OPENING = frozenset({"(", "[", "=", ":"})
_NOUN = 120
"""Characters before a bracket in which its noun stands."""

_expression = partial(expression, "quantity_ties")


def told_outcome(
    passage: Passage, quantity: Quantity, arms: Sequence[Arm], following: Quantity | None = None
) -> str | None:
    """The sentence's words for what the number measures, None where it leaves that open.

    What stands behind the `following` number, which measures something else, is not read.
    """
    text, at, end = passage.text, quantity.start - passage.start, quantity.end - passage.start
    first, last = clause_around(text, at)
    if following:
        last = max(end, min(last, following.start - passage.start))
    if quantity.measure == "sample_size":
        apart = _expression("told_apart").search(text, end, last)
        return _predicate(text, end, apart.start() if apart else last)
    if (own := first_match("quantity_ties", "named_mean", quantity.surface)) and (
        name := _plain(own["name"])
    ):
        return name
    before = [m for m in _measured(passage, arms) if first <= m.start - passage.start < at]
    if before and text[before[-1].end - passage.start : at].strip() in _OPENING:
        return before[-1].surface
    told = (
        _around_bracket(text, first, at, end, arms)
        or _change(text, end, last, arms)
        or _subject(text, first, at, arms)
        or _predicate(text, end, last)
        or _noun_behind(text, end, last, arms)
        or _compared(text, first, at, arms)
    )
    return told or (before[-1].surface if before else None)


def _around_bracket(text: str, first: int, at: int, end: int, arms: Sequence[Arm]) -> str | None:
    """The noun before the number's bracket, or what the bracket says of those it counts."""
    opening = opening_bracket(text, at)
    if opening is None:
        return None
    noun = _noun_before(text, max(first, opening - _NOUN), opening, arms)
    closing = text.find(")", end)
    return noun or (_predicate(text, end, closing) if closing > 0 else None)


def _change(text: str, end: int, last: int, arms: Sequence[Arm]) -> str | None:
    """What changes by the number: "a 30% fall in pain"."""
    match = _expression("outcome_change").search(text[end:last])
    if match is None or _is_arm(end + match.start("name"), end + match.end("name"), arms):
        return None
    return _plain(match["name"])


def _plain(name: str) -> str | None:
    """The name without articles and without the words for the arm behind it."""
    name = re.sub(r"^(?:the|an?|their|its) ", "", name.strip(), flags=re.IGNORECASE)
    if cut := _expression("arm_in_outcome").search(name):
        name = name[: cut.start()]
    name = name.strip(" \xa0,:=(")
    if _expression("people_inside").search(name):
        return None
    return None if not name or _expression("no_outcome").search(name) else name


def _measured(passage: Passage, arms: Sequence[Arm]) -> list[Mention]:
    """The mentions that can be an outcome: in no arm's name, and not whose people are meant."""
    text, offset = passage.text, passage.start
    return [
        m
        for m in passage.mentions
        if m.type in OUTCOMES
        and not _is_arm(m.start - offset, m.end - offset, arms)
        and not _expression("no_outcome").search(m.surface)
        and not _expression("of_people").search(text[: m.start - offset])
    ]


def _is_arm(start: int, end: int, arms: Sequence[Arm]) -> bool:
    return any(arm.start < end and start < arm.end for arm in arms)


def _noun_before(text: str, first: int, opening: int, arms: Sequence[Arm]) -> str | None:
    """The noun phrase that ends where the bracket opens: no arm and no people."""
    match = _expression("outcome_noun").search(text[first:opening].rstrip())
    if match is None:
        return None
    start, end = first + match.start("name"), first + match.end("name")
    if named := [arm for arm in arms if start <= arm.start < end]:
        if behind := _expression("outcome_behind_arm").search(text[named[-1].end : end]):
            return _plain(behind["name"])
        cut = _expression("before_arm").search(text[start : named[0].start])
        return _plain(text[start : start + cut.start()]) if cut else None
    return None if _is_arm(start, end, arms) else _plain(match["name"])


def _subject(text: str, first: int, at: int, arms: Sequence[Arm]) -> str | None:
    """The subject of the last verb before the number that is neither an arm nor people."""
    for match in reversed(list(_expression("outcome_subject").finditer(text, first, at))):
        start, end = match.span("name")
        name = _plain(match["name"])
        if name is None or _expression("people").search(name):
            continue
        named = [arm for arm in arms if arm.start <= start < arm.end]
        if named and any(arm.start < end <= arm.end for arm in arms):
            continue  # "naps and tea were"
        if not named or text[named[0].end : end].count(" ") > 1:
            return name
    return None


def _predicate(text: str, end: int, last: int) -> str | None:
    found = (
        name
        for _rule, wording in expressions("quantity_ties", "outcome_predicate")
        if (match := wording.search(text, end, last)) and (name := _plain(match["name"]))
    )
    return next(found, None)


def _noun_behind(text: str, end: int, last: int, arms: Sequence[Arm]) -> str | None:
    """The noun that the number counts: "12% progressive disease with naps"."""
    match = _expression("outcome_counted").search(text[end:last])
    if match is None or _is_arm(end + match.start("name"), end + match.end("name"), arms):
        return None
    return _plain(match["name"])


def _compared(text: str, first: int, at: int, arms: Sequence[Arm]) -> str | None:
    """The noun that is compared before the number: "had lower glucose levels than controls"."""
    for match in reversed(list(_expression("outcome_compared").finditer(text, first, at))):
        if not _is_arm(*match.span("name"), arms) and (name := _plain(match["name"])):
            return name
    return None
