"""Whether a claim tells what a study saw, and so rests on it, or what is known anyway.

A story moves freely between the study at hand and the background: "The drug halved relapses.
Relapse is a risk factor for disability." Only the first rests on the study. A clause tells a
result when its verb is in the past, when a study or its authors are said to find it, or when the
sentence gives the numbers. A hedged sentence and one in the present tense rest on the study only
if what they speak of is what the study's results speak of. Wordings: `rules/told_results.toml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from spacy.tokens import Token

from extractors.language.grammar.attachments import presupposed_from
from extractors.language.grammar.clauses import Layout, group_start, words
from extractors.language.grammar.relations import Trigger
from extractors.language.words.expressions import expression
from extractors.model import Claim, Quantity

__all__ = ["Told", "grounded", "is_measured", "is_past", "is_reported", "told_claim"]

_PAST = frozenset({"was", "were", "had", "did", "showed", "led", "found"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
_CLIMBED = 8
_TOPICS = frozenset({"topic", "question", "hypothesis"})
_ASIDE = _TOPICS | {"recommendation"}
"""What rests on a study only where the sentence speaks of that study."""
_NEVER = frozenset({"regulatory_status"})
_GENERAL = frozenset({"background", "mechanism", "safety"})
_OWN_REGIONS = frozenset({"headline", "subhead", "abstract", "methods", "results", "conclusion"})

_expression = partial(expression, "told_results")


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with what decides on the study that it rests on."""

    claim: Claim
    """The claim; its `study` is the one that its sentence is about."""
    is_result: bool
    """Whether its own clause tells what somebody saw."""
    is_own: bool
    """Whether its sentence speaks of the study, or stands where a report tells of itself."""


def told_claim(layout: Layout, trigger: Trigger, claim: Claim) -> Told:
    """The claim with what its sentence says of its standing."""
    described = presupposed_from(layout, trigger) > layout.passage.start
    reported = (claim.holder_type == "study" or _is_new_research(claim)) and not described
    reported = reported or is_reported(layout, trigger) or _is_by_researchers(claim)
    seen = is_past(layout, trigger) or is_measured(claim.quantities)
    result = (reported or seen) and not _is_aside(layout, trigger)
    own = layout.passage.region in _OWN_REGIONS
    own = own or _expression("own").search(layout.passage.text) is not None
    own = own and _expression("planned").search(layout.passage.text) is None
    return Told(claim, result, own)


def grounded(told: Sequence[Told]) -> Iterator[Claim]:
    """The claims in their order, each with its study where it rests on it, else with none."""
    seen = [one for one in told if one.claim.study is not None and _is_seen(one)]
    pairs = {(one.claim.study, _pair(one.claim)) for one in seen}
    subjects = {(study, pair[0]) for study, pair in pairs}
    for one in told:
        claim, study = one.claim, one.claim.study
        hand = (study, _pair(claim)) in pairs or (one.is_result and _is_by_researchers(claim))
        about = (study, claim.subject.concept_id) in subjects
        if study is not None and not _rests(one, hand, about):
            claim = replace(claim, study=None)
        elif hand and claim.claim_type == "background":
            claim = replace(claim, claim_type="finding")
        yield claim


def _rests(told: Told, hand: bool, about: bool) -> bool:
    """Whether the claim rests on the study that its sentence is about."""
    kind = told.claim.claim_type
    if kind in _NEVER or told.claim.relation == "approved_for":
        return False
    if kind in _ASIDE:
        return told.is_own
    if _is_of_others(told.claim) or (told.claim.holder_type == "regulator" and not told.is_own):
        return False
    if kind in _GENERAL:
        return hand or (told.is_result and kind != "background")
    return _is_seen(told) or hand or (about and told.claim.certainty != "fact")


def _is_of_others(claim: Claim) -> bool:
    """Whether research at large is said to find it, and the study at hand is one with a size."""
    if claim.holder_type != "unnamed_research" or claim.study is None:
        return False
    return claim.study.sample_size is not None and not _is_new_research(claim)


def _is_new_research(claim: Claim) -> bool:
    """Whether "new research" is said to find it: the study that the text is about."""
    words = claim.holder.lower().split() if claim.holder else []
    return claim.holder_type == "unnamed_research" and "new" in words


def _is_seen(told: Told) -> bool:
    """Whether the sentence tells of a result outright."""
    kind = told.claim.claim_type
    return told.is_result and kind not in _TOPICS | _NEVER | {"background"}


def _pair(claim: Claim) -> tuple[str, str]:
    return claim.subject.concept_id, claim.object.concept_id


def is_measured(quantities: Collection[Quantity]) -> bool:
    """Whether some number tells an effect: doses and counts of people tell none."""
    return any(quantity.measure not in {"dose", "sample_size"} for quantity in quantities)


def is_reported(layout: Layout, trigger: Trigger) -> bool:
    """Whether a study or those who did it are said to find what the trigger tells.

    A headline tells what the story has to tell.
    """
    if presupposed_from(layout, trigger) > layout.passage.start:
        return False
    before = layout.between(layout.passage.start, layout.doc[trigger.head].idx)
    if layout.passage.region == "headline" or _expression("here").search(layout.passage.text):
        return True
    return _expression("reports").search(before) is not None


def is_past(layout: Layout, trigger: Trigger) -> bool:
    """Whether the verb over the trigger is in the past: "fell", "was seen", not "has fallen"."""
    tree = layout.passage.tree
    if presupposed_from(layout, trigger) > layout.passage.start or _expression("presumed").search(
        layout.between(layout.passage.start, layout.doc[trigger.start].idx)
    ):
        return False
    if tree is None:
        return any(token.norm_ in _PAST for token in layout.passage.span)
    token = tree[trigger.head - layout.start]
    for _step in range(_CLIMBED):
        finite = _finite(token)
        if finite is not None:
            return finite.tag_ == "VBD" and finite.lower_ != "used"
        if token.head.i == token.i:
            break
        token = token.head
    return token.tag_ == "VBN" and any(t.norm_ in _PAST for t in layout.passage.span)


def _finite(token: Token) -> Token | None:
    """The word that carries the tense where the token heads a clause, else None."""
    own = next((c for c in token.children if c.dep_ in _AUXILIARIES and c.tag_ in _FINITE), None)
    return own or (token if token.tag_ in _FINITE else None)


def _is_by_researchers(claim: Claim) -> bool:
    """Whether unnamed researchers say so: those of the study that the text is about."""
    return claim.holder_type == "expert" and bool(
        claim.holder and _expression("researchers").search(claim.holder)
    )


def _is_aside(layout: Layout, trigger: Trigger) -> bool:
    """Whether a clause in the present only describes a noun: "a virus that causes [X]"."""
    before = group_start(layout, trigger.start) - 1
    if before <= layout.start or layout.doc[before].norm_ not in words("relatives"):
        return False
    tree = layout.passage.tree
    finite = None if tree is None else _finite(tree[trigger.head - layout.start])
    return finite is not None and finite.tag_ in {"VBZ", "VBP"}
