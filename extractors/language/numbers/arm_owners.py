"""Which arm of its sentence a number belongs to.

    numbers in a row, arms in a row   "naps helped more than tea (54% v 31%)", "... respectively"
    in brackets behind its arm        "the nap group (54%)"
    linked to an arm behind it        "54% of those on naps and 31% in the tea group"
    linked to an arm before it        "in the nap group, 54%"
    alone with an arm on one side of  "naps led to a fall of 56%, compared with a fall of 14% in the
    a comparison                       tea group"

Clauses are told apart by semicolons and "whereas". A number that its sentence leaves open has none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from extractors.language.numbers.arm_names import Arm, different
from extractors.language.numbers.arm_rows import dealt_in_rows, is_list
from extractors.language.numbers.number_points import (
    Point,
    clause_around,
    clauses,
    opening_bracket,
    points_of,
)
from extractors.language.words.expressions import expression
from extractors.model import Quantity

__all__ = ["owners"]

_EFFECTS = frozenset({"nnt", "nnh", "hr", "or", "rr", "smd", "md", "correlation", "beta"})
"""Measures between two arms, which belong to neither."""
_NO_ARM = frozenset({"p_value", "dose"}) | _EFFECTS

_LABEL_REACH = 20
_FEWEST_SIDES = 2

_expression = partial(expression, "quantity_ties")


Owned = Iterator[tuple[Point, Arm]]


def owners(
    text: str, offset: int, quantities: Sequence[Quantity], arms: Sequence[Arm]
) -> dict[Quantity, str]:
    """The arm's name for each number that has one; `offset` is the sentence's first code point."""
    if not arms:
        return {}
    points = points_of(text, offset, [q for q in quantities if q.measure not in _NO_ARM])
    owned = dict(dealt_in_rows(text, points, arms))
    for found in (_right_beside, _in_turn, _after_its_arm):
        owned = dict(found(text, points, arms)) | owned
    owned |= dict(_of_the_arm_before(text, points, arms, owned))
    owned |= dict(_alone_with(text, points, arms, owned))
    return {q: arm.name for point, arm in owned.items() for q in point.numbers}


def _right_beside(text: str, points: Sequence[Point], arms: Sequence[Arm]) -> Owned:
    """The arm named in the number's own words or before its bracket, else one behind it."""
    for index, point in enumerate(points):
        until = points[index + 1].start if index + 1 < len(points) else len(text)
        if arm := _beside(text, point, until, points, arms):
            yield point, arm


def _beside(
    text: str, point: Point, until: int, points: Sequence[Point], arms: Sequence[Arm]
) -> Arm | None:
    within = [arm for arm in arms if point.start <= arm.start and arm.end <= point.end]
    if len(within) == 1:
        return within[0]
    opening = opening_bracket(text, point.start)
    sized = point.measure == "sample_size" and opening is not None
    behind = None if sized else _arm_behind(text, point.end, until, arms)
    label = next((arm for arm in arms if _ends_at(text, arm, point.start)), None)
    if label and _is_other_side(text, label, points, arms):
        label = None
    if label and not (behind and set(":,") & set(text[label.end : point.start])):
        return label  # but "better than placebo: 54% in the nap group"
    if opening is not None and _expression("opens_bracket").search(text[opening : point.start]):
        arm = _arm_at_bracket(text, opening, arms)
        return behind if arm is None or _is_other_side(text, arm, points, arms) else arm
    return behind


def _is_other_side(text: str, arm: Arm, points: Sequence[Point], arms: Sequence[Arm]) -> bool:
    """Whether an arm without a number is joined to this one: "on naps than tea (9%)"."""
    last = next((one for one in reversed(arms) if one.end <= arm.start), None)
    if last and last.key != arm.key and _expression("arm_and").search(text[last.end : arm.start]):
        return True
    if not _expression("other_side").search(text[: arm.start]):
        return False
    rivals = [one for one in arms if one.end <= arm.start and one.key != arm.key]
    first = rivals[-1].start if rivals else 0
    return not any(first <= point.start < arm.start for point in points)


def _ends_at(text: str, arm: Arm, number: int) -> bool:
    """Whether the arm stands right before the number: "naps -6.4 versus placebo -2.1"."""
    near = arm.end <= number < arm.end + _LABEL_REACH
    return near and _expression("arm_to_number").search(text[arm.end : number]) is not None


def _in_turn(text: str, points: Sequence[Point], arms: Sequence[Arm]) -> Owned:
    """Numbers and arms that take turns: each has the arm behind it where a number comes first."""
    for first, last in clauses(text):
        inside = [p for p in points if first <= p.start < last]
        named = [a for a in arms if first <= a.start < last]
        turns = sorted([*((p.start, True) for p in inside), *((a.start, False) for a in named)])
        kinds = [is_point for _start, is_point in turns]
        alternate = all(one != other for one, other in pairwise(kinds))
        if len(inside) > 1 and alternate and len(different(named)) == len(inside) == len(named):
            pairs = list(zip(inside, named, strict=True))
            if not any(_is_compared(text, point, arm) for point, arm in pairs):
                yield from pairs


def _is_compared(text: str, point: Point, arm: Arm) -> bool:
    """Whether a word that compares stands between the two."""
    start, end = (arm.end, point.start) if arm.start < point.start else (point.end, arm.start)
    return _expression("side_end").search(text, start, end) is not None


def _after_its_arm(text: str, points: Sequence[Point], arms: Sequence[Arm]) -> Owned:
    """The one arm between the number before and this one: "in the nap group, 54%"."""
    for index, point in enumerate(points):
        since = points[index - 1].end if index else 0
        until = points[index + 1].start if index + 1 < len(points) else len(text)
        arm = _arm_before(text, since, point.start, arms)
        behind = next((one for one in arms if point.end <= one.start < until), None)
        if arm and _is_other_side(text, arm, points, arms):
            continue
        if arm and behind and _is_nearer(text, arm, point, behind):
            yield point, behind
        elif arm:
            yield point, arm


def _arm_at_bracket(text: str, opening: int, arms: Sequence[Arm]) -> Arm | None:
    """The arm that ends where the bracket opens."""
    for arm in arms:
        if arm.end <= opening and _expression("arm_to_bracket").search(text[arm.end : opening]):
            return arm
    return None


def _arm_behind(text: str, end: int, until: int, arms: Sequence[Arm]) -> Arm | None:
    """The first arm behind a number, linked to it: "54% of those on naps"."""
    last = clause_around(text, end)[1]
    for arm in arms:
        if end <= arm.start < min(until, last):
            if _is_dealt(text, arm, arms, last) or _expression("next_label").search(
                text[arm.end :]
            ):
                return None
            linked = _expression("linked_behind").search(text[end : arm.start])
            return arm if linked else None
    return None


def _is_dealt(text: str, arm: Arm, arms: Sequence[Arm], last: int) -> bool:
    """Whether the arm opens a list that is dealt out: "in groups 1, 2 and 3, respectively"."""
    following = next((one for one in arms if one.start > arm.start), None)
    if following is None or not is_list(text, [arm, following]):
        return False
    return _expression("respectively").search(text, following.end, last) is not None


def _arm_before(text: str, since: int, start: int, arms: Sequence[Arm]) -> Arm | None:
    """The last arm before a number and behind the number before it: "in the nap group, 54%"."""
    first = max(since, clause_around(text, start)[0])
    here = [arm for arm in arms if first <= arm.start and arm.end <= start]
    if len(different(here)) != 1:
        return None
    return here[-1] if _expression("linked_before").search(text[here[-1].end : start]) else None


def _of_the_arm_before(
    text: str, points: Sequence[Point], arms: Sequence[Arm], owned: Mapping[Point, Arm]
) -> Owned:
    """The points that go on with the arm of the last: "(−11%), Anger (−12%)", "(−64%, −37%)"."""
    last: Arm | None = None
    for before, point in pairwise(points):
        last = owned.get(before, last)
        between = text[before.end : point.start]
        named = any(before.end <= arm.start < point.start for arm in arms)
        listed = _expression("listed").search(between) or _expression("same_arm").search(between)
        last = last if listed and not named else None
        if last and point not in owned:
            yield point, last


def _is_nearer(text: str, before: Arm, point: Point, behind: Arm) -> bool:
    """Whether a comma parts the number from the arm before it, and nothing from that behind."""
    between = text[point.end : behind.start]
    parted = "," in text[before.end : point.start] and not set(between) & set(",;:(")
    return parted and _expression("side_end").search(between) is None


def _alone_with(
    text: str, points: Sequence[Point], arms: Sequence[Arm], owned: Collection[Point]
) -> Owned:
    """The points on each side of a comparison that names one arm and holds none that is owned."""
    borders = [m.span() for m in _expression("side_end").finditer(text)]
    starts = [0, *(end for _start, end in borders)]
    ends = [*(start for start, _end in borders), len(text)]
    sides = [
        ([p for p in points if s <= p.start < e], [a for a in arms if s <= a.start < e])
        for s, e in zip(starts, ends, strict=True)
    ]
    told = [(inside, different(named)) for inside, named in sides if inside]
    if len({arm.key for _inside, named in told for arm in named}) < _FEWEST_SIDES:
        return
    for inside, named in told:
        if len(named) == 1 and not any(point in owned for point in inside):
            yield from ((point, named[0]) for point in inside)
