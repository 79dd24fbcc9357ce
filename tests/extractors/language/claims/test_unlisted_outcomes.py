"""Outcomes that no list has: read where a sentence compares arms, and nowhere else."""

from __future__ import annotations

import pytest

from extractors.language.annotate import annotate
from extractors.model import Claim, Document


def claims(text: str) -> tuple[Claim, ...]:
    return annotate(Document("x", text)).claims


@pytest.mark.parametrize(
    ("text", "outcome", "direction"),
    [
        (
            "The mean waking time was shorter with tocilizumab than with placebo.",
            "waking time",
            "decrease",
        ),
        (
            "Length of the waking bouts was longer in the tocilizumab group.",
            "Length of the waking bouts",
            "increase",
        ),
        (
            "Patients on tocilizumab had fewer morning wakings than those on placebo.",
            "morning wakings",
            "decrease",
        ),
        (
            "There was no difference between placebo and tocilizumab in terms of waking time.",
            "waking time",
            "no_difference",
        ),
        (
            "Tocilizumab caused a lower finger force assessed at night than placebo.",
            "finger force",
            "decrease",
        ),
        (
            "Tocilizumab did not improve finger dexterity compared with placebo.",
            "finger dexterity",
            "no_difference",
        ),
    ],
)
def test_what_arms_are_compared_on_is_an_outcome(text: str, outcome: str, direction: str) -> None:
    (claim,) = claims(text)
    assert claim.subject.name == "tocilizumab"
    assert (claim.object.surface, claim.direction) == (outcome, direction)
    assert claim.object.type == "outcome_measure"
    assert claim.object.link_method == "pattern"
    assert claim.object.concept_id == f"HEDGEROW:{outcome.lower().replace(' ', '-')}"


def test_a_combination_may_be_compared_on_one() -> None:
    (claim,) = claims("Finger force was better with tocilizumab plus ketamine than with placebo.")
    assert claim.subject.name == "ketamine + tocilizumab"
    assert claim.object.surface == "Finger force"


@pytest.mark.parametrize(
    "text",
    [
        "Tocilizumab improved finger dexterity.",
        "The price was lower with tocilizumab.",
        "This was lower with tocilizumab than with placebo.",
        "Patients on tocilizumab had a greater improvement than those on placebo.",
        "Nightly wakings were fewer in older adults than in children.",
    ],
)
def test_without_arms_that_are_compared_nothing_new_is_named(text: str) -> None:
    assert claims(text) == ()


def test_a_listed_outcome_keeps_its_name() -> None:
    (claim,) = claims("Fatigue was lower with tocilizumab than with placebo.")
    assert claim.object.link_method == "exact"


@pytest.mark.parametrize(
    ("text", "outcome", "valence"),
    [
        ("Lithium prolonged time to relapse.", "time to relapse", "beneficial"),
        ("Time to first relapse was shorter with lithium than with placebo.", None, "harmful"),
        ("Ketamine shortened the time to remission.", "time to remission", "beneficial"),
        ("Lithium lengthened the time to remission.", None, "harmful"),
    ],
)
def test_the_time_to_what_is_feared_had_better_be_long(
    text: str, outcome: str | None, valence: str
) -> None:
    (claim,) = claims(text)
    assert claim.valence == valence
    assert outcome is None or claim.object.name == outcome
