"""Where a claim outruns its evidence: strength, certainty, scope and support, each with a reason.

The four gaps are those of the field notes, section 4.5. What a design licenses is told by
`evidence.ceiling`; the reasons are written for a reader: "stated as fact; rests on one small or
early trial of 30 people whose primary outcome was not met".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.language.claims.settled import is_settled, labelled_sentences, reports_a_result
from extractors.language.names.lexicon import Lexicon, load_lexicon
from extractors.language.studies.evidence import ceiling
from extractors.language.studies.resting_studies import (
    Support,
    names_a_study,
    rests_elsewhere,
    speaks_of_studies,
    study_of,
)
from extractors.language.studies.studies_in_words import describe_study
from extractors.language.words.papers import is_paper
from extractors.language.words.patterns import load_rules
from extractors.language.words.sentences import Passage
from extractors.model import CausalStrength, Claim, Flag, Overclaim, Quantity, Study

_HEDGED = frozenset({"possible", "doubtful", "conditional"})
_EFFECTS = frozenset({"nnt", "nnh", "hr", "or", "rr", "smd", "md", "percent", "mean"})
_REVIEWS = frozenset({"meta_analysis", "systematic_review"})
_TREATMENTS = frozenset({"drug", "drug_class", "procedure"})
_LABORATORY = frozenset({"animal", "in_vitro"})
_CLINICAL = frozenset({"treats", "prevents", "causes", "affects", "predicts", "compared_with"})
_ANIMALS = frozenset({"mouse", "mice", "rat", "rats", "rodents", "monkeys", "zebrafish"})
_PEOPLE = frozenset(
    {"patient", "patients", "people", "person", "persons", "human", "humans", "women", "men",
     "children", "adults", "americans", "sufferers"}
)  # fmt: skip
_ANIMAL_WORDS = frozenset(
    {"mouse", "mice", "rat", "rats", "animal", "animals", "rodent", "rodents", "murine", "monkey",
     "monkeys", "cell", "cells", "vitro", "preclinical", "zebrafish", "culture", "cultures"}
)  # fmt: skip
_SUPERIORITY = frozenset({"comparative_superiority", "unsupported_safety"})
_SAID = {1: "states a link", 2: "hints at cause and effect", 3: "states cause and effect"}
_COMPARED = "says that one does better than the other"
_ABOUT_PEOPLE = "that licenses no claim about people"
_LICENCE = {
    0: "that licenses no claim of effect",
    1: "that licenses a link, not a cause",
    2: "that licenses “may”, not “does”",
}


@dataclass(frozen=True, slots=True)
class _Setting:
    """One claim with all that its judgement needs."""

    claim: Claim
    index: int
    passages: Sequence[Passage]
    study: Study | None
    flags: tuple[Flag, ...]
    """Hype flags of the claim's sentence that are flags."""
    near: tuple[Quantity, ...]
    """Quantities of the sentence and its neighbours."""
    drugs: Mapping[str, str]
    """Concept ids and names of the drugs that the document mentions, placebo left out."""
    harms_told: bool
    in_paper: bool
    lexicon: Lexicon

    @property
    def passage(self) -> Passage:
        return self.passages[self.index]


def judge_claims(
    claims: Sequence[Claim],
    passages: Sequence[Passage],
    evidence: Support,
    flags: Collection[Flag],
    quantities: Collection[Quantity],
    lexicon: Lexicon | None = None,
) -> tuple[Claim, ...]:
    """The same claims with `overclaim` filled: the gaps in the order strength to support.

    Regulatory facts, on-label claims, mechanisms of drugs, and what is only raised or denied are
    never overclaims. `lexicon` tells labels and classes; the shipped one where it is None.
    """
    lexicon = lexicon or load_lexicon()
    drugs = _drugs(passages)
    harms_told = any(f.category == "harms_stated" for f in flags if f.kind == "caveat")
    harms_told = harms_told or any(study.harms_reported for study in evidence.studies)
    starts = {passage.start: index for index, passage in enumerate(passages)}
    labelled = labelled_sentences(claims, passages, lexicon)
    in_paper = is_paper(passages)
    judged = []
    for claim in claims:
        index = starts[claim.sentence[0]]
        beside = [other for other in claims if other.sentence == claim.sentence]
        study = study_of(claim, passages[index], evidence, in_paper)
        settled = is_settled(claim, passages[index], beside, labelled, study)
        if settled or rests_elsewhere(claim, passages[index], study, in_paper):
            judged.append(replace(claim, overclaim=()))
            continue
        setting = _Setting(
            claim,
            index,
            passages,
            study,
            tuple(f for f in flags if f.kind == "hype" and f.is_flag and _within(f, claim)),
            _near(index, passages, quantities),
            drugs,
            harms_told,
            in_paper,
            lexicon,
        )
        judged.append(replace(claim, overclaim=tuple(_gaps(setting))))
    return tuple(judged)


def _within(flag: Flag, claim: Claim) -> bool:
    return claim.sentence[0] <= flag.start and flag.end <= claim.sentence[1]


def _near(
    index: int, passages: Sequence[Passage], quantities: Collection[Quantity]
) -> tuple[Quantity, ...]:
    around = passages[max(0, index - 1) : index + 2]
    return tuple(q for q in quantities if around[0].start <= q.start and q.end <= around[-1].end)


def _gaps(setting: _Setting) -> Iterator[Overclaim]:
    yield from _strength_gap(setting)
    yield from _certainty_gap(setting)
    yield from _scope_gap(setting)
    yield from _support_gap(setting)


def _strength_gap(setting: _Setting) -> Iterator[Overclaim]:
    licensed = _licensed(setting.study)
    if _is_told_of_the_laboratory(setting):
        return
    if _is_untold(setting.study) and setting.claim.certainty in _HEDGED:
        return  # a guess that is put as a guess; that no study is described is an omission
    if licensed >= 2 and reports_a_result(setting.claim, setting.passage, setting.study):
        return  # what a trial saw, told as seen
    if setting.claim.causal_strength > licensed and not _is_null(setting.claim):
        compares = setting.claim.relation == "compared_with"
        said = _COMPARED if compares else _SAID[setting.claim.causal_strength]
        licence = _ABOUT_PEOPLE if _in_laboratory(setting.study) else _LICENCE[licensed]
        limit = f": {licence}" if setting.study else ""
        yield Overclaim("strength", f"{said}; {_basis(setting)}{limit}")


def _licensed(study: Study | None) -> CausalStrength:
    """What the study licenses; a review has no primary outcome of its own that it could miss."""
    if study is not None and study.design in _REVIEWS:
        return ceiling(replace(study, primary_significant=None))
    return ceiling(study)


def _in_laboratory(study: Study | None) -> bool:
    if study is None:
        return False
    return study.design in _LABORATORY or study.species not in {None, "human"}


def _is_told_of_the_laboratory(setting: _Setting) -> bool:
    """Whether a result in animals or cells is told as one, by its sentence or by its paper."""
    words = {token.norm_ for token in setting.passage.span}
    if setting.study is None:
        return bool(words & _ANIMALS)
    if not _in_laboratory(setting.study):
        return False
    if setting.in_paper:
        return not words & _PEOPLE
    return bool(words & (_ANIMAL_WORDS | _species_words(setting.study)))


def _species_words(study: Study | None) -> frozenset[str]:
    species = study.species if study else None
    return frozenset({species, f"{species}s"}) if species else frozenset()


def _is_untold(study: Study | None) -> bool:
    """Whether the text says nothing of the study: none is named, or "some studies" and no more."""
    if study is None:
        return True
    return study.design == "unspecified_study" and study.sample_size is None


def _certainty_gap(setting: _Setting) -> Iterator[Overclaim]:
    """Stated as fact over evidence that cannot make it one; a bare link may be stated as found."""
    claim = setting.claim
    if claim.certainty != "fact" or _licensed(setting.study) >= 3 or _is_null(claim):
        return
    if _is_told_of_the_laboratory(setting):
        return
    if reports_a_result(claim, setting.passage, setting.study):
        return
    if claim.causal_strength >= 2:
        yield Overclaim("certainty", f"stated as fact; {_basis(setting)}")


def _basis(setting: _Setting) -> str:
    if setting.study is not None:
        if _is_untold(setting.study) and speaks_of_studies(setting.passage):
            return "rests on studies that the text does not describe"
        return f"rests on {describe_study(setting.study)}"
    if names_a_study(setting.passage):
        return "the text does not say what kind of study it rests on"
    return "the text names no study that it rests on"


def _is_null(claim: Claim) -> bool:
    return claim.polarity == "negated" or claim.direction == "no_difference"


def _scope_gap(setting: _Setting) -> Iterator[Overclaim]:
    reason = _species_gap(setting) or _scale_gap(setting) or _class_gap(setting)
    if reason:
        yield Overclaim("scope", reason)


def _species_gap(setting: _Setting) -> str | None:
    study, claim = setting.study, setting.claim
    if study is None or claim.relation not in _CLINICAL or not _in_laboratory(study):
        return None
    if _is_told_of_the_laboratory(setting):
        return None
    named = [token.text for token in setting.passage.span if token.norm_ in _PEOPLE]
    if who := claim.population or (named[0] if named else None):
        return f"speaks of {who}; rests on {describe_study(study)}"
    return f"speaks as if of people; rests on {describe_study(study)}"


@cache
def _scale_rules() -> frozenset[str]:
    return frozenset(rule.id for rule in load_rules("hype") if rule.extra.get("scale"))


def _scale_gap(setting: _Setting) -> str | None:
    for flag in setting.flags:
        if flag.rule_id in _scale_rules():
            return f"“{flag.surface}”; {_basis(setting)}"
    return None


def _class_gap(setting: _Setting) -> str | None:
    """A whole class is named where the document knows one drug of it, and no review."""
    study, subject = setting.study, setting.claim.subject
    if subject.type != "drug_class" or study is None or _is_singled_out(setting):
        return None
    if study.design in _REVIEWS or setting.claim.relation not in _CLINICAL or setting.in_paper:
        return None  # a paper that studies a class says so
    named = [n for i, n in setting.drugs.items() if setting.lexicon.is_a(i, subject.concept_id)]
    is_unlisted = not setting.lexicon.members(subject.concept_id)
    if len(named) != 1 and (len(setting.drugs) != 1 or not is_unlisted):
        return None
    (drug,) = named or setting.drugs.values()
    return f"speaks of {subject.surface} as a whole; the only drug named is {drug}"


def _is_singled_out(setting: _Setting) -> bool:
    """Whether the class stands for one drug: "the vaccine", "a new antidepressant"."""
    before = setting.passage.text[: setting.claim.subject.start - setting.passage.start]
    return (
        re.search(
            r"\b(?:the|this|that|an?|our|its|new|candidate|\w+['’]s)(?:\W+(?!of\b)[\w-]+){0,2}\W+$",
            before,
            re.I,
        )
        is not None
    )


def _drugs(passages: Sequence[Passage]) -> Mapping[str, str]:
    named = (m for p in passages for m in p.mentions if m.type == "drug")
    return {m.concept_id: m.name for m in named if m.name.lower() != "placebo"}


def _touches(flag: Flag, claim: Claim) -> bool:
    """Whether the flag stands in the claim's own predicate, not elsewhere in its sentence."""
    if claim.trigger is None:
        return True
    start, end = claim.trigger
    first, last = min(start, claim.object.start), max(end, claim.object.end)
    return flag.start < last and first < flag.end


def _support_gap(setting: _Setting) -> Iterator[Overclaim]:
    claim = setting.claim
    figures = any(quantity.measure in _EFFECTS for quantity in setting.near)
    for flag in setting.flags:
        if flag.category not in _SUPERIORITY or claim.subject.type not in _TREATMENTS:
            continue
        if not _touches(flag, claim):
            continue
        if flag.category == "unsupported_safety" and not setting.harms_told:
            yield Overclaim("support", f"“{flag.surface}”; the text reports no harms data")
            return
        if flag.category == "comparative_superiority" and not figures:
            yield Overclaim("support", f"“{flag.surface}”; no figure for that comparison beside it")
            return
    if claim.relation == "compared_with" and not figures and not _is_null(claim):
        other = claim.comparator.surface if claim.comparator else claim.object.surface
        yield Overclaim(
            "support", f"compared with {other}; no figure for that comparison beside it"
        )
