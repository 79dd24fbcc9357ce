"""Whose numbers are whose: arms and outcomes, and which numbers go with which claim."""

from __future__ import annotations

import pytest

from extractors.documents import read_text
from extractors.evaluation.trial_numbers import quantities_in
from extractors.language.annotate import annotate


def arms(text: str) -> list[tuple[str, str | None]]:
    return [(q.surface, q.arm) for q in quantities_in(text) if q.measure != "p_value"]


def outcomes(text: str) -> list[str | None]:
    return [q.outcome for q in quantities_in(text) if q.measure != "p_value"]


ARMS = [
    (
        "Remission was seen in 54% of those given tocilizumab and 31% given placebo.",
        [("54%", "tocilizumab"), ("31%", "placebo")],
    ),
    (
        "In the nap group 12% slept, and in the tea group 9%.",
        [("12%", "nap group"), ("9%", "tea group")],
    ),
    (
        "Naps were better than placebo: 54% in the nap group versus 31% in the control group.",
        [("54%", "nap group"), ("31%", "control group")],
    ),
    (
        "Relapse was rarer with sertraline than with placebo (12% v 30%; P<.001).",
        [("12%", "sertraline"), ("30%", "placebo")],
    ),
    (
        "The rate was 12% and 30% with sertraline and placebo, respectively.",
        [("12%", "sertraline"), ("30%", "placebo")],
    ),
    (
        "They were put on placebo (n = 51) or aripiprazole (n = 47).",
        [("n = 51", "placebo"), ("n = 47", "aripiprazole")],
    ),
    (
        "The rate was 86% for RT and CHOP and 20% for RT alone.",
        [("86%", "RT and CHOP"), ("20%", "RT alone")],
    ),
    (
        "With sertraline 12% relapsed; 30% of people with gout slept.",
        [("12%", "sertraline"), ("30%", None)],
    ),
    ("Half of the adults slept, 12% woke.", [("Half", None), ("12%", None)]),
]


@pytest.mark.parametrize(("text", "expected"), ARMS)
def test_a_number_has_the_arm_that_its_sentence_gives_it(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert arms(text) == expected


def test_a_ratio_between_arms_belongs_to_neither() -> None:
    (ratio,) = quantities_in("The hazard ratio with sertraline was 0.72 (95% CI 0.6 to 0.9).")
    assert (ratio.measure, ratio.arm) == ("hr", None)


OUTCOMES = [
    ("The rate of relapse at a year was 12% on naps.", ["rate of relapse at a year"]),
    ("Nausea (29% v 9%) and fatigue (23% v 12%) were frequent.", ["Nausea"] * 2 + ["fatigue"] * 2),
    ("The mean pain score at a week was 12.4.", ["pain score at a week"]),
    ("They saw a 30% reduction in the pain score with naps.", ["pain score"]),
    ("Of these, 8 of 14 adults were rated as responders compared with none of 16.",
     ["responders", "responders"]),
    ("In patients with arthritis 12%, in others 9%.", [None, None]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), OUTCOMES)
def test_a_number_has_the_outcome_that_its_sentence_gives_it(
    text: str, expected: list[str | None]
) -> None:
    assert outcomes(text) == expected


def test_dose_and_p_value_are_tied_to_nothing() -> None:
    found = quantities_in("In the nap group pain fell with 8 mg/kg (P<.001).")
    assert {(q.measure, q.arm, q.outcome) for q in found} == {
        ("dose", None, None), ("p_value", None, None)
    }  # fmt: skip


def test_a_claim_has_its_own_numbers_and_no_rival_s() -> None:
    text = (
        "Tocilizumab reduced pain (12% v 30% with placebo), and sertraline reduced nausea "
        "(5% v 9% with placebo)."
    )
    reading = annotate(read_text(text, id="x"))
    told = {
        (claim.subject.name, claim.object.name): {q.surface for q in claim.quantities}
        for claim in reading.claims
    }
    assert told["tocilizumab", "pain"] >= {"12%", "30%"}
    assert not told["tocilizumab", "pain"] & {"5%", "9%"}
    assert {q.surface for q in reading.quantities} >= {"12%", "30%", "5%", "9%"}
