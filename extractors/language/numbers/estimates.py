"""What belongs to an estimate: its confidence interval, its P value, the other arm's value.

A confidence interval belongs to the estimate before it; a P value is a quantity of its own and is
also attached to the nearest estimate before it in the sentence, to both arms of "54% v 31%".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from extractors.language.words.expressions import expression
from extractors.language.words.numerals import value_of
from extractors.model import Quantity

__all__ = ["ESTIMATES", "with_interval", "with_p_values", "with_shared_units"]

ESTIMATES = frozenset(
    {"nnt", "nnh", "hr", "or", "rr", "smd", "md", "percent", "mean", "correlation", "beta"}
)
_BARE_INTERVALS = frozenset({"hr", "or", "rr", "smd", "md", "beta", "nnt", "nnh", "mean"})
_NEAR = 90
"""Characters within which a P value follows its estimate."""

_expression = partial(expression, "quantity_shapes")


def with_interval(quantity: Quantity, text: str, written: int) -> tuple[Quantity, int]:
    """The estimate, written out to `written`, with the interval behind it, and where that ends."""
    if quantity.measure not in ESTIMATES:
        return quantity, written
    after = text[written:]
    unit = _expression("unit_skipped").match(after, 0)
    skip = unit.end() if unit else 0
    for at in (0, skip):
        match = _expression("interval_named").match(after, at)
        if match is None and quantity.measure in _BARE_INTERVALS:
            match = _expression("interval_bare").match(after, at)
        if match is None and quantity.measure == "percent":
            match = _expression("interval_percent").match(after, at)
        if match and (limits := _limits(match, quantity.value)):
            low, high = limits
            return replace(quantity, ci_low=low, ci_high=high), written + match.end()
    return quantity, written


def _limits(match: re.Match[str], value: float | None) -> tuple[float, float] | None:
    low, high = value_of(match["low"]), value_of(match["high"])
    if low is None or high is None:
        return None
    if low > high and match["high"][0] in "-−–":  # "1.4 - 3.2" read as a negative limit
        high = abs(high)
    low, high = min(low, high), max(low, high)
    inside = value is None or low - 1e-9 <= value <= high + 1e-9
    return (low, high) if inside or abs(low) <= abs(value or 0) <= abs(high) else None


def with_shared_units(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """The quantities of a sentence, a mean with the unit that only the next one has: "3 v 4 kg"."""
    shared: list[Quantity] = []
    for quantity in reversed(found):
        following = shared[-1] if shared else None
        if following and quantity.measure == following.measure == "mean" and not quantity.unit:
            between = text[quantity.end : following.start]
            if following.unit and _expression("unit_shared").search(between):
                quantity = replace(quantity, unit=following.unit)
        shared.append(quantity)
    return shared[::-1]


def with_p_values(found: Sequence[Quantity], text: str) -> Iterator[Quantity]:
    """The quantities of a sentence, P values attached to the estimates that they belong to."""
    dealt = _dealt(found, text)
    for index, quantity in enumerate(found):
        if quantity.measure in ESTIMATES:
            p_value = dealt[index] if index in dealt else _p_after(found, index, text)
            quantity = replace(quantity, p_value=p_value)
        yield quantity


def _dealt(found: Sequence[Quantity], text: str) -> dict[int, float | None]:
    """By place of an estimate its P value of a list: "a v b and c v d, P = .01 and .03"."""
    dealt: dict[int, float | None] = {}
    estimates: list[int] = []
    for place, quantity in enumerate(found):
        if quantity.measure in ESTIMATES:
            estimates.append(place)
        if quantity.measure != "p_value" or (place and _goes_on(found, place, text)):
            continue
        row = [quantity.p_value]
        while place + len(row) < len(found) and _goes_on(found, place + len(row), text):
            row.append(found[place + len(row)].p_value)
        compared = list(_comparisons(found, estimates, text))
        if len(row) > 1 and len(compared) > 1:
            values = row if len(row) == len(compared) else [None] * len(compared)
            dealt |= {i: p for one, p in zip(compared, values, strict=True) for i in one}
        estimates = []
    return dealt


def _goes_on(found: Sequence[Quantity], place: int, text: str) -> bool:
    """Whether the P value here continues a list of them."""
    one, other = found[place - 1], found[place]
    between = text[one.end : other.start]
    alike = one.measure == other.measure == "p_value"
    return alike and _expression("p_listed").search(between) is not None


def _comparisons(
    found: Sequence[Quantity], estimates: Sequence[int], text: str
) -> Iterator[list[int]]:
    """Neighbouring estimates in groups of those that are compared with one another."""
    group: list[int] = []
    for place in estimates:
        last = found[group[-1]] if group else None
        between = text[last.end : found[place].start] if last else ""
        joined = _expression("set_against").search(between)
        if last and not (last.measure == found[place].measure and joined and ";" not in between):
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _p_after(found: Sequence[Quantity], index: int, text: str) -> float | None:
    for previous, following in zip(found[index:], found[index + 1 :], strict=False):
        between = text[previous.end : following.start]
        if ";" in between and following.measure != "p_value":
            return None
        if following.measure == "p_value":
            return following.p_value if len(between) < _NEAR else None
        arms = following.measure == found[index].measure
        if not (arms and _expression("compared").search(between)):
            return None
    return None
