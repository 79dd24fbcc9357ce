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

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from extractors.language.arm_names import Arm, different
from extractors.language.expressions import expression
from extractors.model import Quantity

__all__ = ["clause_around", "opening_bracket", "owners"]

_EFFECTS = frozenset({"nnt", "nnh", "hr", "or", "rr", "smd", "md", "correlation", "beta"})
"""Measures between two arms, which belong to neither."""
_NO_ARM = frozenset({"p_value", "dose"}) | _EFFECTS
_BRACKET = 90
"""Characters within which the bracket around a number opens."""

_LABEL_REACH = 20
_FEWEST_SIDES = 2
_ROUNDING = 0.5
_SHARE = re.compile(r"/| of ")

_expression = partial(expression, "quantity_ties")


@dataclass(frozen=True, slots=True)
class Point:
    """Numbers that say one thing ("12% (n = 7)"), as half-open offsets into the sentence."""

    start: int
    end: int
    numbers: tuple[Quantity, ...]

    @property
    def measure(self) -> str:
        """What the first number measures."""
        return self.numbers[0].measure


Owned = Iterator[tuple[Point, Arm]]


def owners(
    text: str, offset: int, quantities: Sequence[Quantity], arms: Sequence[Arm]
) -> dict[Quantity, str]:
    """The arm's name for each number that has one; `offset` is the sentence's first code point."""
    if not arms:
        return {}
    points = _points(text, offset, [q for q in quantities if q.measure not in _NO_ARM])
    owned = dict(_in_a_row(text, points, arms))
    for found in (_right_beside, _in_turn, _after_its_arm):
        owned = dict(found(text, points, arms)) | owned
    owned |= dict(_of_the_arm_before(text, points, arms, owned))
    owned |= dict(_alone_with(text, points, arms, owned))
    return {q: arm.name for point, arm in owned.items() for q in point.numbers}


def clause_around(text: str, at: int) -> tuple[int, int]:
    """The clause around a character: from the end before it to the end behind it."""
    ends = list(_expression("clause_end").finditer(text))
    first = max((match.end() for match in ends if match.end() <= at), default=0)
    last = min((match.start() for match in ends if match.start() >= at), default=len(text))
    return first, last


def opening_bracket(text: str, at: int) -> int | None:
    """Where the outermost bracket around a character opens, None where it stands in none."""
    depth, found = 0, None
    for index in range(at - 1, max(-1, at - _BRACKET), -1):
        if text[index] in ")]":
            depth += 1
        elif text[index] in "([":
            if depth == 0:
                found = index
            depth = max(0, depth - 1)
    return found


def _points(text: str, offset: int, counted: Sequence[Quantity]) -> list[Point]:
    points: list[Point] = []
    for number in counted:
        start, end = number.start - offset, number.end - offset
        last = points[-1] if points else None
        if last and _is_one(last, number, text[last.end : start]):
            points[-1] = Point(last.start, end, (*last.numbers, number))
        else:
            points.append(Point(start, end, (number,)))
    return points


def _is_one(last: Point, number: Quantity, between: str) -> bool:
    """Whether the number goes with the one before it: "12% (n = 7)", "45.2%, 33 of 73"."""
    before = last.numbers[-1]
    if before.measure == number.measure and _expression("from_to").search(between):
        return True
    if before.measure == number.measure:
        same = (
            before.unit == number.unit
            and abs((before.value or 0) - (number.value or 0)) < _ROUNDING
        )
        shared = any(_SHARE.search(one.surface) for one in (before, number))
        return same and shared and between.strip() in {",", "(", ";"}
    return between.strip() in {"(", "[", ",", "", "of", "of the", "of all", "of these"}


def _in_a_row(text: str, points: Sequence[Point], arms: Sequence[Arm]) -> Owned:
    """The points of each row of numbers, with the row of arms that they belong to."""
    last: list[Arm] = []
    for row in _rows(text, points):
        since = max((p.end for p in points if p.end <= row[0].start), default=0)
        until = min((p.start for p in points if p.start >= row[-1].end), default=len(text))
        last = _arms_of(text, row, since, until, arms) or (last if len(last) == len(row) else [])
        yield from zip(row, last, strict=False)
        if not last and len(row) == _FEWEST_SIDES and (arm := _second_side(text, row, arms)):
            yield row[1], arm


def _second_side(text: str, row: Sequence[Point], arms: Sequence[Arm]) -> Arm | None:
    """The only arm known of two that are compared: "more than on tea (51% v 26%)"."""
    opening = opening_bracket(text, row[0].start)
    at = row[0].start if opening is None else opening
    for arm in arms:
        if arm.end <= at and not text[arm.end : at].strip(" :"):
            return arm if _expression("other_side").search(text[: arm.start]) else None
    return None


def _rows(text: str, points: Sequence[Point]) -> Iterator[list[Point]]:
    """Neighbours of one measure with nothing but "v", "and" or commas between them."""
    row: list[Point] = list(points[:1])
    closed = False
    for first, second in pairwise(points):
        between = text[first.end : second.start]
        joined = first.measure == second.measure and _expression("joined").search(between)
        listed = first.measure == second.measure and _expression("listed").search(between)
        if (joined or listed) and not closed:
            row.append(second)
            closed = bool(joined) and not _expression("compared").search(between)
            continue
        if len(row) > 1:
            yield row
        row, closed = [second], False
    if len(row) > 1:
        yield row


def _arms_of(
    text: str, row: Sequence[Point], since: int, until: int, arms: Sequence[Arm]
) -> list[Arm]:
    """As many arms as the row has numbers, in their order; none where the sentence leaves it open.

    Behind it where the sentence says "respectively" or puts it in a bracket; else the last named
    before it in its clause; else the ones that the clause, or the whole sentence, knows.
    """
    start, end, count = row[0].start, row[-1].end, len(row)
    first, last = clause_around(text, start)
    here = [arm for arm in arms if first <= arm.start and arm.end <= last]
    before = _in_telling_order(text, different(arm for arm in here if arm.end <= start))
    behind = different(arm for arm in here if end <= arm.start < until)
    dealt = _expression("respectively").search(text, end, min(last, until + 40))
    linked = bool(behind) and _expression("linked_behind").search(text[end : behind[0].start])
    if len(behind) == count and (dealt or ((linked or not before) and _is_list(text, behind))):
        return behind
    if linked and not dealt and len(behind) == 1 and not _is_compared_row(text, row):
        return behind * count
    if linked and not dealt and count == 2 and (rivals := _others(before, behind[0])):
        return [rivals[-1], behind[0]]
    if len(before) >= count:
        return _last_list(text, before, count) or before[-count:]
    for known in (here, arms):
        if len(different(known)) == count:
            return _in_order(known)
    return []


def _in_telling_order(text: str, arms: list[Arm]) -> list[Arm]:
    """The arms, one put first only to be compared with behind: "Compared with tea, naps ..."."""
    if len(arms) > 1 and _expression("compared_first").search(text[: arms[0].start]):
        return [*arms[1:], arms[0]]
    return arms


def _is_compared_row(text: str, row: Sequence[Point]) -> bool:
    """Whether the numbers are set against each other: "54% v 31%", not "54% and 31%"."""
    gaps = (text[one.end : other.start] for one, other in pairwise(row))
    return any(_expression("compared").search(gap) for gap in gaps)


def _is_list(text: str, arms: Sequence[Arm]) -> bool:
    """Whether nothing stands between the arms but what joins them."""
    gaps = (text[one.end : other.start] for one, other in pairwise(arms))
    return all(_expression("arms_joined").search(gap) for gap in gaps)


def _last_list(text: str, arms: Sequence[Arm], count: int) -> list[Arm]:
    """The last arms in a row that are joined, as many as asked for."""
    starts = range(len(arms) - count, -1, -1)
    rows = (list(arms[start : start + count]) for start in starts)
    return next((row for row in rows if _is_list(text, row)), [])


def _others(arms: Sequence[Arm], one: Arm) -> list[Arm]:
    return [arm for arm in arms if arm.key != one.key]


def _in_order(arms: Sequence[Arm]) -> list[Arm]:
    """The arms by their first place."""
    firsts: dict[str, Arm] = {}
    for arm in arms:
        firsts.setdefault(arm.key, arm)
    return list(firsts.values())


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
    for first, last in _clauses(text):
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


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    ends = [match.span() for match in _expression("clause_end").finditer(text)]
    return zip([0, *(end for _start, end in ends)], [*(s for s, _end in ends), len(text)],
               strict=True)  # fmt: skip


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
    if following is None or not _is_list(text, [arm, following]):
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
