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
_TAILS = {
    "nonrandomized_trial": " without randomisation",
    "unspecified_trial": ", its design not given",
    "unspecified_study": ", its design not given",
}


def describe_study(study: Study | None) -> str:
    """The study in words, with what weakens it; or that the text names none."""
    if study is None:
        return "no study that the text names"
    words = _with_size(_with_included(_with_species(_design(study), study), study), study)
    words += _TAILS.get(study.design, "")
    if study.primary_significant is False:
        words += " whose primary outcome was not met"
    return words


def _design(study: Study) -> str:
    words = _DESIGNS[study.design]
    if study.pilot:
        article, _, rest = words.partition(" ")
        words = f"{'a' if article == 'an' else article} small or early {rest}"
    return words


def _with_included(words: str, study: Study) -> str:
    """A review with what it reviews: "a meta-analysis of cohort studies"."""
    if study.included is None:
        return words
    return f"{words} of {_INCLUDED[study.included]}"


def _with_species(words: str, study: Study) -> str:
    if study.species in {None, "human"} or study.design == "in_vitro":
        return words
    if study.design == "animal":
        return words.replace("animals", _plural(str(study.species)))
    return f"{words} in {_plural(str(study.species))}"


def _plural(species: str) -> str:
    irregular = {"mouse": "mice", "cells": "cells", "zebrafish": "zebrafish"}
    return irregular.get(species, species if species.endswith("s") else species + "s")


def _with_size(words: str, study: Study) -> str:
    if study.sample_size is None:
        return words
    who = "people" if study.species in {None, "human"} and study.design != "animal" else "animals"
    if study.design in {"meta_analysis", "systematic_review"}:
        return f"{words} ({study.sample_size:,} {who})"
    return f"{words} of {study.sample_size:,} {who}"
