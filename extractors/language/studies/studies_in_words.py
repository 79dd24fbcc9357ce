"""A study in words for a reader: "one small or early randomised trial of 30 people"."""

from __future__ import annotations

from extractors.model import Study

_DESIGNS = {
    "meta_analysis": "a meta-analysis",
    "systematic_review": "a systematic review",
    "randomized_controlled_trial": "one randomised trial",
    "nonrandomized_trial": "one trial",
    "cohort": "one cohort study",
    "case_control": "one case-control study",
    "cross_sectional": "one cross-sectional study",
    "case_report": "a case report",
    "mendelian_randomization": "one genetic (Mendelian randomisation) study",
    "animal": "a study in animals",
    "in_vitro": "a study of cells in the laboratory",
    "mechanistic": "a mechanistic study",
    "expert_opinion": "an expert's opinion",
    "unspecified_trial": "one trial",
    "unspecified_study": "one study",
}
_INCLUDED = {
    "randomized_controlled_trial": "randomised trials",
    "nonrandomized_trial": "trials, some without randomisation",
    "cohort": "cohort studies",
    "case_control": "case-control studies",
    "cross_sectional": "cross-sectional studies",
    "case_report": "case reports",
    "mendelian_randomization": "genetic studies",
    "animal": "studies in animals",
    "in_vitro": "studies of cells",
}
_UNTOLD = frozenset({"unspecified_trial", "unspecified_study"})
_REVIEWS = frozenset({"meta_analysis", "systematic_review"})
_TRIALS = frozenset({"randomized_controlled_trial", "nonrandomized_trial", "unspecified_trial"})
_REVIEWED = 50
"""Fewer people than this no review has."""
_UNCOUNTED = frozenset({"in_vitro", "expert_opinion", "mechanistic"})


def describe_study(study: Study | None) -> str:
    """The study in words, with what weakens it; or that the text names none."""
    if study is None:
        return "no study that the text names"
    words = _with_size(_with_included(_design(study), study), study)
    if study.design == "nonrandomized_trial":
        words += " without randomisation"
    if study.primary_significant is False and study.design in _TRIALS:
        words += " whose primary outcome was not met"
    return f"{words}, its design not given" if study.design in _UNTOLD else words


def _design(study: Study) -> str:
    words = _DESIGNS[study.design]
    if study.pilot and study.design not in _REVIEWS | {"case_report", "expert_opinion"}:
        article, _, rest = words.partition(" ")
        words = f"{'a' if article == 'an' else article} small or early {rest}"
    return words


def _with_included(words: str, study: Study) -> str:
    """A review with what it reviews: "a meta-analysis of cohort studies"."""
    if study.included is None:
        return words
    return f"{words} of {_INCLUDED[study.included]}"


def _with_size(words: str, study: Study) -> str:
    """The words with how many took part, and of which species."""
    if study.design in _UNCOUNTED:
        return words
    if study.design == "animal":
        return words.replace("animals", _counted(study))
    if study.species not in {None, "human"}:
        return f"{words} in {_counted(study)}"
    if study.sample_size is None:
        return words
    if study.design in _REVIEWS:
        if study.sample_size < _REVIEWED:
            return words  # how many papers or trials, told as if people
        return f"{words} ({_people(study.sample_size)})"
    if study.design == "case_report":
        return words if study.sample_size == 1 else f"a report of {study.sample_size:,} cases"
    return f"{words} of {_people(study.sample_size)}"


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count:,} people"


def _counted(study: Study) -> str:
    """The animals with their number: "12 rats", "one mouse", "mice"."""
    species = study.species if study.species not in {None, "human"} else "animal"
    if study.sample_size == 1:
        return f"one {species}"
    many = _plural(str(species))
    return many if study.sample_size is None else f"{study.sample_size:,} {many}"


def _plural(species: str) -> str:
    irregular = {"mouse": "mice", "cells": "cells", "zebrafish": "zebrafish", "fly": "flies"}
    return irregular.get(species, species if species.endswith("s") else species + "s")
