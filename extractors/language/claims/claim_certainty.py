"""How surely a claim is put: what governs its trigger, and what the rule's own wording says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from extractors.language.grammar.attachments import presupposed_from
from extractors.language.grammar.clauses import Layout
from extractors.language.grammar.relations import Trigger
from extractors.language.wording.certainty import ORDER, Governor, governors, is_question
from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage
from extractors.model import Certainty

_expression = partial(expression, "claim_certainty")


@dataclass(frozen=True, slots=True)
class ClaimCertainty:
    """The level of a claim."""

    level: Certainty
    conditional: bool
    """Whether what lowers the level makes a cause conditional: "may" does, "suggest" does not."""


def claim_certainty(layout: Layout, trigger: Trigger) -> ClaimCertainty:
    """The weakest of what governs the trigger's head and what the rule's own wording says."""
    governing = _governing(layout, trigger)
    levels = [governor.level for governor in governing]
    if _is_open(layout, trigger):
        levels.append("uncommitted")
    before = layout.passage.text[: layout.doc[trigger.head].idx - layout.passage.start]
    if (
        _expression("under_test").search(before)
        or is_unproven(layout, trigger)
        or _is_title(layout, trigger)
    ):
        levels.append("uncommitted")
    own = None if _is_done(layout, trigger) else trigger.rule.certainty
    return ClaimCertainty(
        max((*levels, own or "fact"), key=ORDER.index),
        own is not None or any(governor.conditional for governor in governing),
    )


def _is_open(layout: Layout, trigger: Trigger) -> bool:
    """Whether what follows leaves open what a noun names: "the role of X in [Y] is unclear"."""
    if not layout.doc[trigger.head].norm_.endswith("ing"):
        return False
    text, at = layout.passage.text, trigger.span.start_char - layout.passage.start
    return bool(
        _expression("named").search(text[:at]) and _expression("left_open").search(text, at)
    )


def _is_done(layout: Layout, trigger: Trigger) -> bool:
    """Whether the words tell as done what their rule takes for a promise: "has transformed"."""
    before = layout.doc[max(layout.start, trigger.start - 2) : trigger.start]
    done = trigger.span[0].norm_.endswith("ed") and trigger.rule.certainty == "possible"
    return done and any(token.norm_ in {"has", "have", "had"} for token in before)


def is_unproven(layout: Layout, trigger: Trigger) -> bool:
    """Whether only the proof is denied: "does not show that X helps" is not "X does not help"."""
    at = layout.doc[trigger.head].idx - layout.passage.start
    return bool(_expression("unproven").search(layout.passage.text[:at]))


def _governing(layout: Layout, trigger: Trigger) -> list[Governor]:
    """What lowers the certainty of the trigger's head."""
    passage, head = layout.passage, layout.doc[trigger.head]
    asked = is_question(passage.span)
    since = passage.start if asked else presupposed_from(layout, trigger)
    return [
        governor
        for governor in governors(passage)
        if governor.start <= head.idx < governor.end
        and governor.start >= since
        and not _is_cut(passage, governor, head.idx)
    ]


def _is_title(layout: Layout, trigger: Trigger) -> bool:
    """Whether the words stand in a title that the sentence quotes: "Association Between X and"."""
    first = trigger.start == layout.start
    nominal = not trigger.rule.heads_clause and len(trigger.span) > 1
    return nominal and not first and all(token.is_title for token in trigger.span)


def _is_cut(passage: Passage, governor: Governor, head: int) -> bool:
    """Whether a report in a clause of its own comes between: "explore this, with data showing"."""
    between = passage.text[governor.start - passage.start : head - passage.start]
    return bool(_expression("report").search(between))
