"""Two arms that each have a number: "pain was 3.1 in the [X] group compared with 4.5 with [Y]".

Number and arm stand in any order, but the first number is always that of the arm named first.
A sentence with more numbers, more arms, or a word for change tells something else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from extractors.language.grammar.clauses import Layout, is_stop, words
from extractors.language.grammar.relations import Trigger
from extractors.language.numbers.arms import values_from
from extractors.model import Mention

__all__ = ["Pair", "find_pair"]

_NO_RESULT = frozenset(
    {"at", "after", "within", "over", "during", "week", "weeks", "day", "days", "month", "months",
     "year", "years", "phase", "grade", "stage", "type", "table", "figure",
     "study", "until", "before", "by", "n", "aged", "the", "first", "=", "<", ">",
     "≤", "≥", "p", "than", "every", "each", "per"}
)  # fmt: skip
"""Words before a number that makes it a time, a name, or part of another number."""
_NO_UNIT = frozenset(
    {"mg", "mcg", "μg", "µg", "g", "iu", "units", "ml", "times", "fold", "-", "arms", "groups"}
)
_TIMES = frozenset(
    {"minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months"}
)
_WHEN = frozenset({"after", "before", "later", "post", "and"})
"""Words behind a time that make it one at which something was measured."""
_YEARS = range(1900, 2100)
_CHANGE = re.compile(
    r"\b(?:chang|declin|decreas|reduc|increas|improv|differen|gain|fell|rose|drop|loss|lost|ris"
    r"|hazard|odds|ratio|baseline|randomi|assign|allocat"
    r"|(?:higher|lower|greater|larger|smaller|longer|shorter|more|less|fewer|better|worse)\b)",
    re.IGNORECASE,
)
_P_VALUE = re.compile(r"\bp ?[<=>≤≥]", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two arms with their numbers, in order of the text, and what was counted or measured."""

    arms: tuple[Mention, Mention]
    values: tuple[float, float]
    outcome: Mention


def find_pair(layout: Layout, trigger: Trigger) -> Pair | None:
    """The one pair that the sentence tells, None where it tells none or more than one."""
    if _CHANGE.search(_BRACKETS.sub("", layout.passage.text)):
        return None
    arms = _arms(layout, trigger.rule.subjects)
    if _is_in_one_bracket(layout, arms):
        return None
    values = [row for row in values_from(layout, layout.start) if _is_result(layout, *row)]
    if len(arms) != 2 or len(values) != 2:
        return None
    first, last = values[0][0], values[1][0]
    if any(is_stop(layout, index) for index in range(first, last)):
        return None
    outcome = _outcome(layout, first, trigger.rule.objects)
    if outcome is None or "defined as" in layout.between(layout.passage.start, outcome.start):
        return None
    return Pair((arms[0], arms[1]), (values[0][1], values[1][1]), outcome)


def _is_in_one_bracket(layout: Layout, arms: Sequence[Mention]) -> bool:
    """Whether a bracket tells their p-values: "1.3 and 1.2 (P < 0.1 v [X], P = 0.5 v [Y])"."""
    return bool(arms) and any(
        found.start() <= arms[0].start - layout.passage.start
        and arms[-1].end - layout.passage.start <= found.end()
        for found in _BRACKETS.finditer(layout.passage.text)
        if _P_VALUE.search(found.group())
    )


def _arms(layout: Layout, types: Collection[str]) -> list[Mention]:
    """The treatments named, each once."""
    named: dict[str, Mention] = {}
    for _start, _end, mention in layout.mentions:
        if mention.type in types:
            named.setdefault(mention.concept_id, mention)
    return list(named.values())


def _is_result(layout: Layout, index: int, value: float) -> bool:
    before = layout.doc[index - 1].norm_ if index > layout.start else ""
    after = layout.doc[index + 1].norm_ if index + 1 < layout.end else ""
    if after in _TIMES and index + 2 < layout.end and layout.doc[index + 2].norm_ in _WHEN:
        return False
    is_label = before in {"group", "arm", "groups", "arms"} and after != "%"
    if value in _YEARS and after != "%":
        return False
    return before not in _NO_RESULT and after not in _NO_UNIT and not is_label


def _outcome(layout: Layout, at: int, types: Collection[str]) -> Mention | None:
    """What the numbers are of: named right before the first of them, else after it."""
    rows = [row for row in layout.mentions if row[2].type in types and not _is_whose(layout, row)]
    before = [row for row in rows if row[1] <= at]
    after = [row for row in rows if row[0] > at]
    found = before[-1] if before else next(iter(after), None)
    if found is None:
        return None
    between = range(min(found[1], at), max(found[0], at))
    return None if any(is_stop(layout, index) for index in between) else found[2]


def _is_whose(layout: Layout, row: tuple[int, int, Mention]) -> bool:
    """Whether the mention only says which people are meant: "patients with [X]"."""
    before = [layout.doc[index].norm_ for index in range(max(layout.start, row[0] - 2), row[0])]
    return before[-1:] == ["with"] and not words("people").isdisjoint(before)
