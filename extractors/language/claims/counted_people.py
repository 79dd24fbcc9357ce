"""What more or fewer people of one arm have: "fewer patients given [X] had [Y] than with [Z]"."""

from __future__ import annotations

import re

from extractors.language.claims.linked_mentions import arm_adjunct, mentions_linked
from extractors.language.grammar.clauses import Layout, Phrase, is_stop, words
from extractors.language.grammar.phrase_mentions import mentions_after
from extractors.language.grammar.relations import Trigger
from extractors.language.grammar.subjects import ARM_PREPOSITIONS
from extractors.model import Mention

__all__ = ["find_counted"]

_BOUND = re.compile(r" ?(?:\([^()]*\) ?)?(?:[<≤>≥]|of (?:less|more|at|[<≤>≥\d]))")
"""What makes a measure a bound to be reached, whose own way is another: "DAS28 < 2.6"."""
_REACH = 14
"""Tokens from the people counted to the verb that says what they have."""


def find_counted(
    layout: Layout, trigger: Trigger
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The arm whose people are counted and what they are counted for; either may be empty."""
    verb = _verb(layout, trigger.end)
    objects = mentions_after(layout, verb + 1, trigger.rule.objects) if verb is not None else ()
    if not objects or _BOUND.match(layout.between(objects[-1].end, layout.passage.end)):
        return (), ()
    types = trigger.rule.subjects
    inside = layout.inside(Phrase(trigger.start, trigger.end))
    named = tuple(mention for _start, _end, mention in inside if mention.type in types)
    arms = named or mentions_linked(layout, trigger.end, ARM_PREPOSITIONS, types, verbs=True)
    return arms or arm_adjunct(layout, types), objects


def _verb(layout: Layout, at: int) -> int | None:
    """The verb of which the people are the subject: no participle that says what they were given.

    "Patients who received X" are told apart by the relative pronoun before the verb.
    """
    for index in range(at, min(at + _REACH, layout.end)):
        if is_stop(layout, index) or layout.doc[index].norm_ in {"than", "compared"}:
            return None
        given = layout.doc[index].norm_ in ARM_PREPOSITIONS
        own = layout.doc[index - 1].norm_ not in words("relatives")
        if not given and own and layout.is_finite(index):
            return index
    return None
