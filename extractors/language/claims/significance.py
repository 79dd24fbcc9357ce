"""Whether a result may be chance: what its clause, its p-values and the words after it say."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial

from extractors.language.grammar.clauses import Layout
from extractors.language.grammar.relations import Trigger
from extractors.language.words.expressions import expression
from extractors.language.words.steps import text_of
from extractors.model import Quantity

__all__ = ["is_insignificant"]

_AFTER = 160
"""Characters of the next sentence that can take a result back."""
_CHANCE = 0.05
_BREAK = re.compile(r"\s*\n")

_expression = partial(expression, "significance")


def is_insignificant(layout: Layout, trigger: Trigger, quantities: Collection[Quantity]) -> bool:
    """Whether the clause says, or every p-value in it shows, that the result may be chance."""
    text = layout.passage.text
    at = trigger.span.start_char - layout.passage.start
    clause = max(text.rfind(mark, 0, at) for mark in ",;:") + 1
    beside = _expression("beside").search(text, at)
    told = text[clause : beside.start() if beside else None]
    if _expression("chance").search(told) or _is_retracted(layout, trigger, quantities):
        return True
    values = [q.p_value for q in quantities if q.p_value is not None]
    if values:
        return all(value > _CHANCE for value in values)
    return _expression("high_p").search(text) is not None


def _is_retracted(layout: Layout, trigger: Trigger, quantities: Collection[Quantity]) -> bool:
    """Whether the words behind the result say that it, "this difference", was not significant.

    A p-value of its own between the two shows that they speak of another result.
    """
    text, passage = text_of(layout.doc), layout.passage
    rest = text[trigger.span.end_char : passage.end]
    taken_back = _expression("retracted").search(rest)
    if taken_back:
        own = range(trigger.span.end_char, trigger.span.end_char + taken_back.start() + 1)
        small = (q for q in quantities if q.p_value is not None and q.p_value <= _CHANCE)
        return not any(q.start in own for q in small)
    following = text[passage.end : passage.end + _AFTER]
    if _BREAK.match(following):
        return False
    found = _expression("retracted").search(following.lstrip())
    return found is not None and found.start() == 0
