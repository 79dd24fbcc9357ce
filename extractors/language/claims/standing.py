"""What a claim stands as: its kind and its causal strength, from where and how it is put."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from extractors.language.grammar.clauses import Layout
from extractors.language.grammar.relations import Trigger
from extractors.language.studies.told_results import is_measured, is_past, is_reported
from extractors.language.wording.causality import is_difference
from extractors.language.wording.certainty import is_question
from extractors.model import (
    CausalStrength,
    Certainty,
    ClaimType,
    HolderType,
    Mention,
    Quantity,
)

_SURE = frozenset({"fact", "counterfact"})
_COMPARABLE = frozenset({"affects", "compared_with"})
_RAISED = frozenset({"high", "higher", "elevated", "increased", "raised", "excess", "excessive"})
_ADVICE = frozenset({"should", "recommend", "recommends", "recommended", "advise", "advised"})
_HYPOTHESIS = frozenset(
    {"hypothesis", "hypothesise", "hypothesised", "hypothesize", "hypothesized", "theory", "idea",
     "theorise", "theorised", "theorize", "theorized", "speculate", "speculated"}
)  # fmt: skip
_FUTURE = frozenset({"will", "would", "someday", "tomorrow", "future"})


def wording_of(layout: Layout, trigger: Trigger) -> CausalStrength:
    """The strength of the trigger's words, hedges aside; a difference seen is correlational (1).

    "Pain was lower in the group on X" compares; "X lowers pain" is causal.
    """
    rule = trigger.rule
    if rule.strength < 3 or rule.relation not in _COMPARABLE:
        return rule.strength
    start, end = trigger.span.start_char, trigger.span.end_char
    return 1 if is_difference(layout.passage.span, start, end) else rule.strength


def strength_of(
    strength: CausalStrength, certainty: Certainty, conditional: bool
) -> CausalStrength:
    """Yu 2020: a hedged causal claim is conditional (2); what is only raised claims nothing (0).

    "Suggests" and "can" lower the certainty, but the cause that they speak of is direct there.
    """
    if certainty == "uncommitted":
        return 0
    if strength == 3 and conditional and certainty not in _SURE:
        return 2
    return strength


def claim_type_of(
    layout: Layout,
    trigger: Trigger,
    certainty: Certainty,
    holder_type: HolderType,
    quantities: Collection[Quantity],
) -> ClaimType:
    """The kind of claim, from its rule, its frame, its region and its source."""
    before = {layout.doc[index].norm_ for index in range(layout.start, trigger.end)}
    asked = certainty == "uncommitted" and "whether" in before
    if asked or (is_question(layout.passage.span) and certainty == "uncommitted"):
        return "question"
    if before & _HYPOTHESIS:
        return "hypothesis"
    if certainty == "uncommitted":
        return "topic"
    if trigger.rule.claim_type != "finding":
        return trigger.rule.claim_type
    if before & _ADVICE and trigger.rule.relation in {"treats", "prevents"}:
        return "recommendation"
    if certainty in {"possible", "probable", "doubtful", "conditional"}:
        return "prediction" if before & _FUTURE else "interpretation"
    is_result = _is_result(layout, trigger, holder_type, quantities)
    return "finding" if is_result else "background"


def _is_result(
    layout: Layout,
    trigger: Trigger,
    holder_type: HolderType,
    quantities: Collection[Quantity],
) -> bool:
    """Whether the sentence tells what somebody found: by numbers, source, region or past tense."""
    if is_measured(quantities) or holder_type in {"study", "unnamed_research"}:
        return True
    if layout.passage.region in {"results", "conclusion"}:
        return True
    return is_past(layout, trigger) or is_reported(layout, trigger)


def is_raised_level(layout: Layout, subjects: Sequence[Mention]) -> bool:
    """Whether the sentence speaks of a high level before the first subject or right after it."""
    if not subjects:
        return False
    first = subjects[0]
    return any(
        token.norm_ in _RAISED
        for token in layout.passage.span
        if abs(token.idx - first.start) < 60 + len(first.surface)
    )
