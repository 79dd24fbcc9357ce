"""A claim with all that its judgement needs: its study, its sentence, what sells it, the figures.

A gap is told only where what it rests on is sure. So a claim that a text makes beside its own
study, with no study behind it and nothing that sells it, is what everybody knows to the one who
writes it, and no overclaim (`is_background`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.language.claims.settled import is_told_as_known
from extractors.language.names.lexicon import Lexicon
from extractors.language.studies.evidence import ceiling
from extractors.language.studies.resting_studies import (
    calls_it_a_trial,
    entitles,
    names_a_study,
    speaks_of_any_study,
    speaks_of_studies,
    tells_its_kind,
    tells_of_others,
)
from extractors.language.studies.studies_in_words import describe_study
from extractors.language.words.sentences import Passage
from extractors.model import CausalStrength, Claim, Flag, Quantity, Study

_REVIEWS = frozenset({"meta_analysis", "systematic_review"})
_LABORATORY = frozenset({"animal", "in_vitro"})
_ANIMALS = frozenset({"mouse", "mice", "rat", "rats", "rodents", "monkeys", "zebrafish"})
_ANIMAL_WORDS = frozenset(
    {"mouse", "mice", "rat", "rats", "animal", "animals", "rodent", "rodents", "murine", "monkey",
     "monkeys", "cell", "cells", "vitro", "preclinical", "zebrafish", "culture", "cultures"}
)  # fmt: skip
PEOPLE = frozenset(
    {"patient", "patients", "people", "person", "persons", "human", "humans", "women", "men",
     "children", "adults", "americans", "sufferers"}
)  # fmt: skip
_EFFECTS = frozenset({"nnt", "nnh", "hr", "or", "rr", "smd", "md", "percent", "mean"})
_OBSERVATIONAL = frozenset({"cohort", "case_control", "cross_sectional"})
_GIVEN = frozenset({"placebo", "sham", "no treatment"})
"""Comparators that somebody was given; whoever only looks on has none of them."""
_LABORATORY_WORDS = _ANIMAL_WORDS | {"laboratory", "lab", "preclinical"}
_ILLS = frozenset({"condition", "symptom", "adverse_event"})
_SELLING = 2
"""Hype of this severity and above in a claim's own words sells it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One claim with all that its judgement needs."""

    claim: Claim
    index: int
    passages: Sequence[Passage]
    study: Study | None
    main: Study | None
    """The study that the document is about, whatever the claim rests on."""
    flags: tuple[Flag, ...]
    """Hype flags of the claim's sentence that are flags."""
    caveats: frozenset[str]
    """Categories of the caveats in the claim's sentence."""
    quantities: tuple[Quantity, ...]
    """The document's quantities of effects."""
    drugs: Mapping[str, str]
    """Concept ids and names of the drugs that the document mentions, placebo left out."""
    harms_told: bool
    in_paper: bool
    lexicon: Lexicon

    @property
    def passage(self) -> Passage:
        """The claim's sentence."""
        return self.passages[self.index]


def effects(quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Those of the quantities that tell how large an effect is."""
    return tuple(quantity for quantity in quantities if quantity.measure in _EFFECTS)


def drugs_named(passages: Sequence[Passage]) -> Mapping[str, str]:
    """Concept ids and names of the drugs that the passages mention, placebo left out."""
    named = (m for p in passages for m in p.mentions if m.type == "drug")
    return {m.concept_id: m.name for m in named if m.name.lower() != "placebo"}


def licensed(study: Study | None) -> CausalStrength:
    """What the study licenses, 1 where there is none.

    A review has no primary outcome of its own that it could miss, and its size counts what it
    reviews. A study whose design is untold is a trial where somebody was given a placebo, and a
    trial of phase 3 is randomised.
    """
    if study is None:
        return ceiling(None)
    if study.design in _REVIEWS:
        return ceiling(replace(study, primary_significant=None, sample_size=None))
    if study.design == "unspecified_study" and (study.phase or study.comparator in _GIVEN):
        return ceiling(replace(study, design="unspecified_trial"))
    if study.design == "unspecified_trial" and study.phase == "3":
        return ceiling(replace(study, design="randomized_controlled_trial"))
    return ceiling(study)


def is_untold(study: Study | None) -> bool:
    """Whether the text says nothing of the study: none is named, or "some studies" and no more."""
    if study is None:
        return True
    return study.design == "unspecified_study" and study.sample_size is None


def is_null(claim: Claim) -> bool:
    """Whether the claim denies the relation or finds no difference."""
    return claim.polarity == "negated" or claim.direction == "no_difference"


def is_background(setting: Setting) -> bool:
    """Whether a text that has a study makes the claim without it, as what is known, and plainly.

    So are "it is treated with X", "studies have shown that ..." and what another's study found.
    """
    claim = setting.claim
    if setting.study is None and tells_its_kind(setting.passage):
        return True  # of which the text tells no more
    if setting.main is None or claim.relation == "compared_with" or is_sold(setting):
        return False
    if setting.study is None or claim.claim_type == "background":
        return True
    if is_told_as_known(claim, setting.passage):
        return True
    if setting.in_paper and tells_of_others(setting.passage):
        return True
    if setting.study == setting.main:
        return False
    return is_untold(setting.study) or not names_its_study(setting.passage)


def is_doubtful(setting: Setting) -> bool:
    """Whether the claim, or what it rests on, may not be what the text says.

    An illness does nobody good, an event leads to what was counted, and what may act somehow is no
    promise. A paper tells its design: one that was not found was missed; and its results are what
    it saw.
    """
    claim = setting.claim
    if claim.subject.type == "adverse_event":
        return True
    if claim.subject.type in _ILLS and (claim.valence == "beneficial" or claim.causal_strength < 3):
        return True
    if entitles(setting.passage):
        return True
    vague = claim.relation == "affects" and claim.valence == "unknown"
    if setting.in_paper:
        counted = claim.relation == "causes" and claim.subject.type in _ILLS
        is_result = setting.passage.region == "results"
        return vague or counted or is_result or _is_design_missed(setting)
    return vague and claim.direction == "unspecified" and claim.certainty != "fact"


def _is_design_missed(setting: Setting) -> bool:
    """Whether a paper's study has no design, or the claim none of the paper's studies."""
    if setting.study is None:
        return setting.main is not None
    return setting.study.design in {"unspecified_study", "unspecified_trial"}


def names_its_study(passage: Passage) -> bool:
    """Whether the sentence itself speaks of a study or of several."""
    return names_a_study(passage) or speaks_of_studies(passage)


def is_sold(setting: Setting) -> bool:
    """Whether the claim's own words praise what the text is about: "a total cure", "far better"."""
    praised = any(f.severity >= _SELLING and touches(f, setting.claim) for f in setting.flags)
    return praised and _is_topic(setting)


def _is_topic(setting: Setting) -> bool:
    """Whether the claim's subject stands in the headline, or there is none to stand in."""
    titles = [passage for passage in setting.passages[:3] if passage.region == "headline"]
    titles = titles or list(setting.passages[:1])
    subject = setting.claim.subject
    return any(
        subject.concept_id in {mention.concept_id for mention in passage.mentions}
        or subject.name.lower() in passage.text.lower()
        for passage in titles
    )


def touches(flag: Flag, claim: Claim) -> bool:
    """Whether the flag stands in the claim's own predicate, not elsewhere in its sentence."""
    if claim.trigger is None:
        return True
    start, end = claim.trigger
    first, last = min(start, claim.object.start), max(end, claim.object.end)
    return flag.start < last and first < flag.end


def in_laboratory(study: Study | None) -> bool:
    """Whether the study is of animals or cells."""
    if study is None:
        return False
    return study.design in _LABORATORY or study.species not in {None, "human"}


def is_told_of_the_laboratory(setting: Setting) -> bool:
    """Whether a result in animals or cells is told as one, by its sentence or by its paper."""
    words = {token.norm_ for token in setting.passage.span}
    if setting.study is None:
        return bool(words & _ANIMALS)
    if is_untold(setting.study) and words & _LABORATORY_WORDS:
        return True
    if not in_laboratory(setting.study):
        return False
    if setting.in_paper:
        return not words & PEOPLE
    return bool(words & (_ANIMAL_WORDS | _species_words(setting.study)))


def _species_words(study: Study) -> frozenset[str]:
    species = study.species
    return frozenset({species, f"{species}s"}) if species else frozenset()


def basis(setting: Setting) -> str:
    """What the claim rests on, in words: "rests on one cohort study of 12 people"."""
    if setting.study is not None:
        if is_untold(setting.study) and speaks_of_studies(setting.passage):
            return "rests on studies that the text does not describe"
        return f"rests on {describe_study(setting.study)}"
    if setting.claim.holder_type == "study" or _speaks_of_one(setting):
        return "the text does not say what kind of study it rests on"
    return "the text names no study that it rests on"


def _speaks_of_one(setting: Setting) -> bool:
    """Whether the sentence names a study, or the text speaks of one and describes none."""
    if names_a_study(setting.passage):
        return True
    return setting.main is None and any(map(speaks_of_any_study, setting.passages))


def is_design_open(setting: Setting) -> bool:
    """Whether the text calls what it tells as a cohort study a trial too."""
    study = setting.study
    if study is None or study.design not in _OBSERVATIONAL:
        return False
    return any(map(calls_it_a_trial, setting.passages))
