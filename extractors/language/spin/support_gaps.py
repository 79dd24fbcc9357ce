"""Where a claim compares or calls safe with nothing in the text to show for it."""

from __future__ import annotations

from extractors.language.claims.settled import reports_a_result
from extractors.language.spin.claim_settings import Setting, is_null, touches
from extractors.language.words.sentences import Passage
from extractors.model import Claim, Quantity

_TREATMENTS = frozenset({"drug", "drug_class", "procedure"})
_REPORTED = frozenset({"randomized_controlled_trial", "meta_analysis", "systematic_review"})


def support_gap(setting: Setting) -> str | None:
    """What the text owes the claim, in words; None where it owes nothing."""
    claim = setting.claim
    if is_null(claim):
        return None
    praised = _praise_without_support(setting)
    if praised or claim.relation != "compared_with" or _has_figures(setting):
        return praised
    other = claim.comparator.surface if claim.comparator else claim.object.surface
    return f"compared with {other}; no figure for that comparison beside it"


def _praise_without_support(setting: Setting) -> str | None:
    if setting.claim.subject.type not in _TREATMENTS:
        return None
    for flag in setting.flags:
        if not touches(flag, setting.claim):
            continue
        if flag.category == "unsupported_safety" and not setting.harms_told:
            return f"“{flag.surface}”; the text reports no harms data"
        if flag.category == "comparative_superiority" and not _has_figures(setting):
            return f"“{flag.surface}”; no figure for that comparison beside it"
    return None


def _has_figures(setting: Setting) -> bool:
    """Whether figures stand beside the claim, or elsewhere for the same two that it compares.

    What a randomised trial saw, told as seen, is that trial's own comparison.
    """
    around = setting.passages[max(0, setting.index - 1) : setting.index + 2]
    if any(_holds(passage, setting.quantities) for passage in around):
        return True
    if setting.in_paper:
        return True  # a paper gives its figures where it tells its results
    study = setting.study
    if study and study.design in _REPORTED:
        return reports_a_result(setting.claim, setting.passage, study) or any(
            _holds(passage, setting.quantities) and _compares(passage, setting.claim)
            for passage in setting.passages
        )
    return False


def _holds(passage: Passage, quantities: tuple[Quantity, ...]) -> bool:
    return any(passage.start <= q.start and q.end <= passage.end for q in quantities)


def _compares(passage: Passage, claim: Claim) -> bool:
    """Whether the passage names what the claim is about, and what it compares that with."""
    named = {mention.concept_id for mention in passage.mentions}
    other = claim.comparator or (claim.object if claim.relation == "compared_with" else None)
    return claim.subject.concept_id in named and (other is None or other.concept_id in named)
