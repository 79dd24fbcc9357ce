"""Where a claim outruns its evidence: strength, certainty, scope and support, each with a reason.

The four gaps are those of the field notes, section 4.5. What a design licenses is told by
`evidence.ceiling`; the reasons are written for a reader: "stated as fact; rests on one small or
early trial of 30 people whose primary outcome was not met". A wrong gap costs a reader more than a
missed one: where the study, the relation or its standing is in doubt, none is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from extractors.language.claims.settled import is_settled, labelled_sentences, reports_a_result
from extractors.language.names.lexicon import Lexicon, load_lexicon
from extractors.language.spin.claim_settings import (
    Setting,
    basis,
    drugs_named,
    effects,
    in_laboratory,
    is_background,
    is_design_open,
    is_doubtful,
    is_null,
    is_told_of_the_laboratory,
    is_untold,
    licensed,
)
from extractors.language.spin.scope_gaps import scope_gap
from extractors.language.spin.support_gaps import support_gap
from extractors.language.studies.resting_studies import (
    Support,
    finds_alike,
    is_at_large,
    rests_elsewhere,
    study_of,
    surely_told,
)
from extractors.language.words.papers import is_paper
from extractors.language.words.sentences import Passage
from extractors.model import Claim, Flag, Overclaim, Quantity, Study

_HEDGED = frozenset({"possible", "doubtful", "conditional"})
_UNTOLD = frozenset({"unspecified_study", "unspecified_trial"})
_LIMITING = frozenset(
    {"small_sample", "preliminary", "early_stage", "more_research_needed", "animal_only",
     "limited_generalisability", "limits_of_benefit"}
)  # fmt: skip
_SAID = {1: "states a link", 2: "hints at cause and effect", 3: "states cause and effect"}
_COMPARED = "says that one does better than the other"
_ABOUT_PEOPLE = "that licenses no claim about people"
_LICENCE = {
    0: "that licenses no claim of effect",
    1: "that licenses a link, not a cause",
    2: "that licenses “may”, not “does”",
}


def judge_claims(
    claims: Sequence[Claim],
    passages: Sequence[Passage],
    evidence: Support,
    flags: Collection[Flag],
    quantities: Collection[Quantity],
    lexicon: Lexicon | None = None,
) -> tuple[Claim, ...]:
    """The same claims with `overclaim` filled: the gaps in the order strength to support.

    Regulatory facts, on-label claims, mechanisms of drugs, what a text with a study of its own
    tells as known, and what is only raised or denied are never overclaims. `lexicon` tells labels
    and classes; the shipped one where it is None.
    """
    lexicon = lexicon or load_lexicon()
    drugs = drugs_named(passages)
    harms_told = any(f.category == "harms_stated" for f in flags if f.kind == "caveat")
    harms_told = harms_told or any(study.harms_reported for study in evidence.studies)
    starts = {passage.start: index for index, passage in enumerate(passages)}
    labelled = labelled_sentences(claims, passages, lexicon)
    in_paper, figures = is_paper(passages), effects(tuple(quantities))
    judged = []
    for claim in claims:
        index = starts[claim.sentence[0]]
        beside = [other for other in claims if other.sentence == claim.sentence]
        study = surely_told(study_of(claim, passages[index], evidence, in_paper), passages)
        settled = is_settled(claim, passages[index], beside, labelled, study)
        if settled or rests_elsewhere(claim, passages[index], study, in_paper):
            judged.append(replace(claim, overclaim=()))
            continue
        setting = Setting(
            claim,
            index,
            passages,
            study,
            surely_told(evidence.main, passages),
            tuple(f for f in flags if f.kind == "hype" and f.is_flag and _within(f, claim)),
            frozenset(f.category for f in flags if f.kind == "caveat" and _within(f, claim)),
            figures,
            drugs,
            harms_told,
            in_paper,
            lexicon,
        )
        judged.append(replace(claim, overclaim=tuple(_gaps(setting))))
    return tuple(judged)


def _within(flag: Flag, claim: Claim) -> bool:
    return claim.sentence[0] <= flag.start and flag.end <= claim.sentence[1]


def _gaps(setting: Setting) -> Iterator[Overclaim]:
    if not is_background(setting) and not is_doubtful(setting):
        if not finds_alike(setting.passage) and not is_design_open(setting):
            yield from _strength_gap(setting)
            yield from _certainty_gap(setting)
        if not _is_limited(setting) and (reason := scope_gap(setting)):
            yield Overclaim("scope", reason)
    if reason := support_gap(setting):
        yield Overclaim("support", reason)


def _strength_gap(setting: Setting) -> Iterator[Overclaim]:
    claim, licence = setting.claim, licensed(setting.study)
    if claim.causal_strength <= licence or is_null(claim) or is_told_of_the_laboratory(setting):
        return
    if _is_guess(setting) or _is_plain_report(setting):
        return
    compares = claim.relation == "compared_with"
    said = _COMPARED if compares else _SAID[claim.causal_strength]
    told = _ABOUT_PEOPLE if in_laboratory(setting.study) else _LICENCE[licence]
    limit = f": {told}" if setting.study else ""
    yield Overclaim("strength", f"{said}; {basis(setting)}{limit}")


def _is_guess(setting: Setting) -> bool:
    """Whether a guess is put as a guess; that its study is not described is an omission.

    It also is where the same sentence limits it, or tells of studies at large.
    """
    certainty, study = setting.claim.certainty, setting.study
    if _is_limited(setting):
        return True
    if "correlation_not_causation" in setting.caveats:
        return True
    if certainty in _HEDGED and is_at_large(setting.passage):
        return True
    if setting.in_paper and certainty == "probable":
        return True
    if is_untold(study) or (study is not None and study.design in _UNTOLD):
        titles = setting.passage.region == "headline" and study is not None
        is_loose = certainty == "probable" and _is_uncounted(study) and not titles
        return certainty in _HEDGED or is_loose
    return False


def _is_limited(setting: Setting) -> bool:
    """Whether the sentence both hedges the claim and says what limits it."""
    return setting.claim.certainty in _HEDGED and bool(setting.caveats & _LIMITING)


def _is_uncounted(study: Study | None) -> bool:
    return study is None or study.sample_size is None


def _is_plain_report(setting: Setting) -> bool:
    """Whether the claim tells what a study saw, and that study may tell so.

    A paper's own words for its results are no spin on them, whatever its main outcome was.
    """
    study = setting.study
    if study is not None and setting.in_paper:
        study = replace(study, primary_significant=None)
    may_tell = licensed(study) >= 2 or (study is not None and study.design in _UNTOLD)
    return may_tell and reports_a_result(setting.claim, setting.passage, study)


def _certainty_gap(setting: Setting) -> Iterator[Overclaim]:
    """Stated as fact over evidence that cannot make it one; a bare link may be stated as found."""
    claim = setting.claim
    if claim.certainty != "fact" or licensed(setting.study) >= 3 or is_null(claim):
        return
    if is_told_of_the_laboratory(setting) or "correlation_not_causation" in setting.caveats:
        return
    if _is_plain_report(setting) or reports_a_result(claim, setting.passage, setting.study):
        return
    if claim.causal_strength >= 2:
        yield Overclaim("certainty", f"stated as fact; {basis(setting)}")
