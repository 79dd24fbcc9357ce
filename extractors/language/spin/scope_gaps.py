"""Where a claim speaks of more than its study saw: of people, of millions, of a whole class."""

from __future__ import annotations

import re
from functools import cache

from extractors.language.spin.claim_settings import (
    PEOPLE,
    Setting,
    basis,
    in_laboratory,
    is_told_of_the_laboratory,
)
from extractors.language.studies.resting_studies import is_at_large
from extractors.language.studies.studies_in_words import describe_study
from extractors.language.words.patterns import load_rules

_REVIEWS = frozenset({"meta_analysis", "systematic_review"})
_CLINICAL = frozenset({"treats", "prevents", "causes", "affects", "predicts", "compared_with"})
_MANY = 1000
"""A study of so many people may speak of many."""
_ONE_OF_IT = re.compile(
    r"\b(?:the|this|that|an?|our|its|new|candidate|\w+['’]s)(?:\W+(?!of\b)[\w-]+){0,2}\W+$", re.I
)
_COUNTED = re.compile(r"(?:drug|vaccine|agent|inhibitor|blocker|antibod(?:y)|biotic|medication)$")


def scope_gap(setting: Setting) -> str | None:
    """How the claim's scope outruns its study's, in words; None where it does not."""
    return _species_gap(setting) or _scale_gap(setting) or _class_gap(setting)


def _species_gap(setting: Setting) -> str | None:
    study, claim = setting.study, setting.claim
    if study is None or claim.relation not in _CLINICAL or not in_laboratory(study):
        return None
    if is_told_of_the_laboratory(setting):
        return None
    named = [token.text for token in setting.passage.span if token.norm_ in PEOPLE]
    if who := claim.population or (named[0] if named else None):
        return f"speaks of {who}; rests on {describe_study(study)}"
    return f"speaks as if of people; rests on {describe_study(study)}"


@cache
def _scale_rules() -> frozenset[str]:
    return frozenset(rule.id for rule in load_rules("hype") if rule.extra.get("scale"))


def _scale_gap(setting: Setting) -> str | None:
    """Millions are named over a study that is not itself a large one."""
    size = setting.study.sample_size if setting.study else None
    if size is not None and size >= _MANY:
        return None
    for flag in setting.flags:
        if flag.rule_id in _scale_rules():
            return f"“{flag.surface}”; {basis(setting)}"
    return None


def _class_gap(setting: Setting) -> str | None:
    """A whole class is named where the document knows one drug of it, and no review."""
    study, subject = setting.study, setting.claim.subject
    if subject.type != "drug_class" or study is None or _is_singled_out(setting):
        return None
    if is_at_large(setting.passage):
        return None  # several studies, which the text does not tell apart
    if study.design in _REVIEWS or setting.claim.relation not in _CLINICAL or setting.in_paper:
        return None  # a paper that studies a class says so
    named = [n for i, n in setting.drugs.items() if setting.lexicon.is_a(i, subject.concept_id)]
    is_unlisted = not setting.lexicon.members(subject.concept_id)
    if len(named) != 1 and (len(setting.drugs) != 1 or not is_unlisted):
        return None
    (drug,) = named or setting.drugs.values()
    return f"speaks of {subject.surface} as a whole; the only drug named is {drug}"


def _is_singled_out(setting: Setting) -> bool:
    """Whether the class stands for one drug: "the vaccine", and in headlines "Common antibiotic".

    Headlines leave articles out, so that there one of a kind that is counted is one drug.
    """
    subject, passage = setting.claim.subject, setting.passage
    if passage.region == "headline" and _COUNTED.search(subject.surface.lower()):
        return True
    return _ONE_OF_IT.search(passage.text[: subject.start - passage.start]) is not None
