"""Words of a relation that tell another thing: "used [for long periods]", "more than [in men]"."""

from __future__ import annotations

from functools import partial

from extractors.language.grammar.clauses import Layout
from extractors.language.grammar.relations import Trigger
from extractors.language.words.expressions import expression

__all__ = ["tells_another_thing"]

_ASSOCIATING = frozenset({"associated", "linked", "correlated", "related", "tied", "connected"})

_DETECTING = frozenset(
    {"detecting", "diagnosing", "finding", "identifying", "predicting", "spotting", "screening",
     "detect", "diagnose", "find", "identify", "predict", "spot"}
)  # fmt: skip
_OF_ARMS = frozenset({"attributive", "counted", "paired"})
_expression = partial(expression, "no_results")


def tells_another_thing(layout: Layout, trigger: Trigger) -> bool:
    """Whether the words of a relation make no claim where they stand."""
    return any(reading(layout, trigger) for reading in _READINGS)


def _is_kept_from(layout: Layout, trigger: Trigger) -> bool:
    """Whether the act is what something keeps from happening: "keeps it from [driving] X"."""
    before = layout.doc[trigger.head - 1].norm_ if trigger.head > layout.start else ""
    return before == "from" and layout.doc[trigger.head].norm_.endswith("ing")


def _is_of_baseline(layout: Layout, trigger: Trigger) -> bool:
    """Whether arms are alike, or differ, only before they are treated."""
    arms = trigger.rule.effect == "no_difference" or trigger.rule.frame in _OF_ARMS
    return arms and _expression("baseline").search(layout.passage.text) is not None


def _is_warned_of(layout: Layout, trigger: Trigger) -> bool:
    """Whether a word of warning closes in the trigger: "should not be [used in] people with"."""
    if trigger.rule.relation != "treats":
        return False
    at = trigger.span.start_char - layout.passage.start
    found = _expression("against").search(layout.passage.text, max(0, at - 60))
    return found is not None and found.start() <= at + len(trigger.span.text) + 40


def _is_of_detection(layout: Layout, trigger: Trigger) -> bool:
    """Whether it only finds or foretells: "effective at [detecting] X"."""
    following = [layout.doc[i].norm_ for i in range(trigger.end, min(trigger.end + 2, layout.end))]
    return trigger.rule.relation == "treats" and not _DETECTING.isdisjoint(following)


def _is_of_eligibility(layout: Layout, trigger: Trigger) -> bool:
    """Whether the sentence lists who could take part: what it names is nobody's finding."""
    before = layout.between(layout.passage.start, layout.doc[trigger.head].idx)
    return _expression("eligibility").search(before) is not None


def _is_of_another_verb(layout: Layout, trigger: Trigger) -> bool:
    """Whether what foretells is only the object of a link: "was [linked] to indicators of X"."""
    spoken = {token.norm_ for token in trigger.span}
    return trigger.rule.relation == "predicts" and not spoken.isdisjoint(_ASSOCIATING)


def _is_of_duration(layout: Layout, trigger: Trigger) -> bool:
    """Whether it says for how long, and not for what: "used [for extended periods]"."""
    if trigger.rule.relation != "treats":
        return False
    rest = layout.between(trigger.span.end_char, layout.passage.end)
    return _expression("duration").search(rest) is not None


def _is_of_kinds_of_people(layout: Layout, trigger: Trigger) -> bool:
    """Whether people are compared who all get the same: "women on X had more Y [than men]"."""
    if trigger.rule.relation != "affects" or trigger.rule.frame == "contrast":
        return False
    rest = layout.between(trigger.span.start_char, layout.passage.end)
    return _expression("kinds").search(rest) is not None


_READINGS = (
    _is_of_eligibility,
    _is_warned_of,
    _is_kept_from,
    _is_of_baseline,
    _is_of_detection,
    _is_of_another_verb,
    _is_of_duration,
    _is_of_kinds_of_people,
)
