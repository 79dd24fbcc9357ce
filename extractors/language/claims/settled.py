"""Claims that outrun nothing: approved uses, warnings, mechanisms, plain reports of a result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from extractors.language.names.lexicon import Lexicon
from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage
from extractors.model import Claim, Span, Study

_standing = partial(expression, "overclaims")
_NOT_CLAIMED = frozenset({"uncommitted", "counterfact"})
_EXEMPT_TYPES = frozenset(
    {"regulatory_status", "question", "topic", "hypothesis", "prediction", "recommendation"}
)
_DRUGS = frozenset({"drug", "drug_class"})
_TREATMENTS = _DRUGS | {"procedure"}
_MECHANISMS = frozenset({"inhibits", "stimulates", "interacts_with"})
_PROCESSES = frozenset({"inflammation", "immune response", "swelling", "immune activation"})
"""Conditions that a mechanism explains; a disease that somebody has is more than that."""
_ILLS = frozenset({"condition", "symptom", "adverse_event"})
_MEASURED = frozenset({"cytokine", "receptor", "biomarker"})
_USE = re.compile(
    r"(?:used|indicated|prescribed|taken|licen[cs]ed|approved|authori[sz]ed|given)(?:\W+\w+)?"
    r"\W+(?:to|for|in)\W+(?:\w+ly\W+)?$"
)
_FOR_A_PURPOSE = tuple(
    f" {noun} to "
    for noun in (
        "trial",
        "study",
        "treatment",
        "therapy",
        "drug",
        "drugs",
        "medicine",
        "dose",
        "vaccine",
    )
)
_AS_TREATMENT = re.compile(r"\bas (?:an? )?(?:[\w-]+ )?(?:treatment|therapy)s? (?:for|of|in)\b")
_BY_ACTING = re.compile(
    r"\b(?:by|through) (?:\w+ly )?(?:inhibit|block|bind|neutrali[sz]|suppress|target|activat)ing\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|saw|showed|found|fell|rose|led|experienced|\w{2,}ed)\b", re.IGNORECASE
)
_TESTED = re.compile(r"\b[pP]\s?[<=>≤]\s?0?[.·]\d")
_NOT_PAST = re.compile(r"\b(?:is|are|be|been|being|has|have|can|may|will|to|used)\W+(?:\w+ly\W+)?$")


def labelled_sentences(
    claims: Sequence[Claim], passages: Sequence[Passage], lexicon: Lexicon
) -> frozenset[tuple[Span, str, str]]:
    """Sentences, each with a drug and the condition it names for which that drug is approved.

    Approved is what the lexicon's labels say and what the text itself says is approved.
    """
    approved = {_pair(c) for c in claims if c.relation == "approved_for"}
    return frozenset(
        ((passage.start, passage.end), drug, m.concept_id)
        for drug in {c.subject.concept_id for c in claims if c.subject.type == "drug"}
        for passage in passages
        for m in passage.mentions
        if m.type == "condition"
        and (
            (drug, m.concept_id) in approved
            or lexicon.label_status(drug, m.concept_id) == "on_label"
        )
    )


def is_settled(
    claim: Claim,
    passage: Passage,
    beside: Sequence[Claim],
    labelled: frozenset[tuple[Span, str, str]],
    study: Study | None,
) -> bool:
    """Whether the claim speaks of a drug in its approved use, or of nothing a study must carry.

    Beside an approved use, what the drug does for its symptoms is part of that use ("prevents joint
    damage"); another disease that it is said to treat is not. `beside` are the sentence's claims.
    """
    if is_exempt(claim) or _tells_use(claim, passage) or _is_not_asserted(claim, passage):
        return True
    if _follows_mechanism(claim, passage, beside) or _compares_beginnings(claim, passage):
        return True
    if study is None and claim.subject.type in _ILLS:
        return True  # what a disease does is in the textbooks, and no promise
    drug, condition = _pair(claim)
    approved = {
        ill for sentence, other, ill in labelled if (sentence, other) == (claim.sentence, drug)
    }
    is_ill = claim.relation == "treats" and claim.object.type == "condition"
    return bool(approved) and not (is_ill and condition not in approved)


def is_exempt(claim: Claim) -> bool:
    """Whether the claim is of a kind that no study at hand has to carry."""
    if claim.claim_type in _EXEMPT_TYPES or claim.certainty in _NOT_CLAIMED:
        return True
    if claim.label_status == "on_label" or claim.relation == "approved_for":
        return True
    is_drug = claim.subject.type in _DRUGS
    if is_drug and claim.valence == "harmful" and _warns(claim):
        return True
    if claim.valence == "harmful" and claim.holder_type == "regulator":
        return True
    if _gives_both_arms(claim):
        return True
    return is_drug and (claim.claim_type == "mechanism" or claim.relation in _MECHANISMS)


def reports_a_result(claim: Claim, passage: Passage, study: Study | None) -> bool:
    """Whether the claim tells what a study saw, and does not conclude from it.

    It does in the past tense, or with the result of its test ("an effect of salt, p < 0.001").

    A benefit from a trial whose primary outcome was not met is no such report: picking it out is
    already a conclusion (Boutron 2010).
    """
    if study is None or claim.claim_type != "finding":
        return False
    is_told = _is_past(claim, passage) or _was_better(claim, passage)
    if not is_told and not _TESTED.search(passage.text):
        return False
    return not (study.primary_significant is False and claim.valence == "beneficial")


def _pair(claim: Claim) -> tuple[str, str]:
    return claim.subject.concept_id, claim.object.concept_id


def _warns(claim: Claim) -> bool:
    """A warning is no praise: it needs no licence that a benefit would need."""
    return claim.object.type == "adverse_event" or claim.relation == "causes"


def _gives_both_arms(claim: Claim) -> bool:
    """Whether the sentence shows what it counted in each arm, so that readers judge for themselves.

    "Remission in 53 % v 29 %" reports; "it brings remission" concludes.
    """
    shares = [quantity for quantity in claim.quantities if quantity.measure == "percent"]
    return claim.relation == "affects" and len(shares) >= 2


def _compares_beginnings(claim: Claim, passage: Passage) -> bool:
    """Whether groups are compared before any treatment ("longer sleep even at baseline")."""
    return claim.relation == "compared_with" and "baseline" in passage.text.lower()


def _tells_use(claim: Claim, passage: Passage) -> bool:
    """Whether the sentence only says what the drug is given for ("a pill used to lower sugar")."""
    if claim.trigger is None or claim.subject.type not in _TREATMENTS:
        return False
    before = _before_trigger(claim, passage)
    trigger = passage.text[claim.trigger[0] - passage.start : claim.trigger[1] - passage.start]
    purpose = before.removesuffix("help ").endswith(
        (f"{claim.subject.surface} to ", *_FOR_A_PURPOSE)
    )
    given = purpose or _AS_TREATMENT.search(f"{before}{trigger} ") is not None
    return given or any(_USE.search(words) for words in (before, f"{before}{trigger} "))


def _is_not_asserted(claim: Claim, passage: Passage) -> bool:
    """Whether the words before the trigger deny it or aim at it: "futile in decreasing deaths"."""
    if claim.trigger is None:
        return False
    before = _before_trigger(claim, passage)
    return any(
        _standing(words).search(before) is not None for words in ("in_vain", "aimed", "marks")
    )


def is_told_as_known(claim: Claim, passage: Passage) -> bool:
    """Whether the words before the trigger tell it as others' finding: "which is known to"."""
    if claim.trigger is None:
        return False
    before = passage.text[: claim.trigger[0] - passage.start]
    return _standing("known").search(before) is not None


def _follows_mechanism(claim: Claim, passage: Passage, beside: Sequence[Claim]) -> bool:
    """Whether the claim is the end of a mechanism ("blocks the receptor and so calms swelling")."""
    ends = claim.object.type in _MEASURED or claim.object.name.lower() in _PROCESSES
    if claim.relation != "affects" or not ends or claim.claim_type == "finding":
        return False
    return _BY_ACTING.search(passage.text) is not None or any(
        other.relation in _MECHANISMS and other.subject.concept_id == claim.subject.concept_id
        for other in beside
    )


def _is_past(claim: Claim, passage: Passage) -> bool:
    if claim.trigger is None:
        return False
    start, end = (place - passage.start for place in claim.trigger)
    trigger = passage.text[max(0, start - _copula(claim, passage)) : end]
    return bool(_PAST.search(trigger)) and not _NOT_PAST.search(_before_trigger(claim, passage))


def _was_better(claim: Claim, passage: Passage) -> bool:
    """Whether what it did is told by how it fared: "was superior in reducing X"."""
    if claim.trigger is None:
        return False
    return _standing("fared").search(_before_trigger(claim, passage)) is not None


def _copula(claim: Claim, passage: Passage) -> int:
    """How many characters before the trigger its "was" or "were" takes."""
    found = re.search(r"\b(?:was|were|had|did)\W+(?:\w+ly\W+)?$", _before_trigger(claim, passage))
    return len(found.group()) if found else 0


def _before_trigger(claim: Claim, passage: Passage) -> str:
    assert claim.trigger is not None
    return passage.text[
        max(0, claim.trigger[0] - passage.start - 60) : claim.trigger[0] - passage.start
    ]
