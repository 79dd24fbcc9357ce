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
        "Relapse was rarer with sertraline than with placebo (12% v 30%), and 5% left.",
        [("12%", "sertraline"), ("30%", "placebo"), ("5%", None)],
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
    (
        "Sleep came to 28%, 52% and 74% of those in the nap, tea, and nap plus tea groups, "
        "respectively.",
        [("28%", "nap"), ("52%", "tea"), ("74%", "nap plus tea")],
    ),
    (
        "Relief was seen in 20%, 44% and 20% of patients in Group G, O and D respectively.",
        [("20%", "G"), ("44%", "O"), ("20%", "D")],
    ),
    (
        "Hard naps were found more often with NF than SF (90% versus 50%).",
        [("90%", "NF"), ("50%", "SF")],
    ),
    (
        "Compared with sertraline, pain fell after tocilizumab (12% v 30%).",
        [("12%", "tocilizumab"), ("30%", "sertraline")],
    ),
    (
        "Relief was had by 3.4% on naps (FAQ: 64.1%; LIST: 64.3%).",
        [("3.4%", None), ("64.1%", "FAQ"), ("64.3%", "LIST")],
    ),
    (
        "In women given romosozumab (3.4 percent) vs teriparatide (6.4 percent) it bled.",
        [("3.4 percent", "romosozumab"), ("6.4 percent", "teriparatide")],
    ),
    (
        "Sertraline led to a fall of 56.9 percent, as compared with a 14.1 percent fall in the "
        "placebo group.",
        [("56.9 percent", "Sertraline"), ("14.1 percent", "placebo group")],
    ),
    (
        "Pain fell in the nap group (from 47.2 ± 3.1 to 36.1 ± 2.5) more than in the tea group "
        "(from 41.8 ± 3.3 to 37.7 ± 1.2).",
        [
            ("47.2 ± 3.1", "nap group"),
            ("36.1 ± 2.5", "nap group"),
            ("41.8 ± 3.3", "tea group"),
            ("37.7 ± 1.2", "tea group"),
        ],
    ),
    (
        "It bled in 8% (n = 7) of patients receiving placebo and 4% (n = 4) of patients "
        "receiving 5 mg sertraline versus 1% (n = 1) of patients receiving 15 mg sertraline.",
        [
            ("8%", "placebo"),
            ("n = 7", "placebo"),
            ("4%", "5 mg sertraline"),
            ("n = 4", "5 mg sertraline"),
            ("5 mg", None),
            ("1%", "15 mg sertraline"),
            ("n = 1", "15 mg sertraline"),
            ("15 mg", None),
        ],
    ),
    (
        "Gains were found in the nap group for Tension (−11%), Anger (−12%), and Joy (−15%).",
        [("−11%", "nap group"), ("−12%", "nap group"), ("−15%", "nap group")],
    ),
    (
        "Survival was 76% in the weekly and 73% in the monthly groups.",
        [("76%", "weekly"), ("73%", "monthly groups")],
    ),
    (
        "They were assigned to surgery (n = 309) or casting (n = 311).",
        [("n = 309", "surgery"), ("n = 311", "casting")],
    ),
    (
        "There were 65, 48, and 102 participants in groups 1, 2, and 3, respectively.",
        [("102 participants", None)],
    ),
    (
        "Pain fell more in the nap group than in the tea group (from 35% to 19%).",
        [("35%", None), ("19%", None)],
    ),
    (
        "Of these 29.4% slept on NAP, 66.7% on TEA.",
        [("29.4%", "NAP"), ("66.7%", "TEA")],
    ),
    (
        "The mean level was 90.9 ± 19.9 μg/l in the SeG and 61.4 ± 15.5 μg/l in the CG.",
        [("mean level was 90.9", "SeG"), ("61.4 ± 15.5 μg/l", "CG")],
    ),
    (
        "86 (9.9%) intervention participants and 111 (12.9%) control participants died.",
        [("86 (9.9%)", "intervention participants"), ("111 (12.9%)", "control participants")],
    ),
    (
        "It was 91.4% and 88.4% for ETN + MTX and DMARD + MTX groups, respectively.",
        [("91.4%", "ETN + MTX"), ("88.4%", "DMARD + MTX")],
    ),
    (
        "PIP was more with I-Gel™ compared to PLMA (51.2% vs. 25.9%).",
        [("51.2%", None), ("25.9%", "PLMA")],
    ),
    (
        "It was a problem in 14% of men three years after surgery compared to 5% of nurses.",
        [("14%", None), ("5%", None)],
    ),
    (
        "Reasons were these: pain (n = 4), sleep (n = 2).",
        [("n = 4", None), ("n = 2", None)],
    ),
    (
        "Survival was 93.9% and 84.3% in the nap group and 94.4% and 88.4% in the tea group.",
        [
            ("93.9%", "nap group"),
            ("84.3%", "nap group"),
            ("94.4%", "tea group"),
            ("88.4%", "tea group"),
        ],
    ),
    ("The rate was alike in group A and B: 91.6%.", [("91.6%", None)]),
    (
        "It is a progressive eye condition affecting 12%.",
        [("12%", None)],
    ),
    (
        "It came to 12.5% in the tea group when compared with the nap group.",
        [("12.5%", "tea group")],
    ),
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
    ("The nap group had lower glucose levels (80.1 ± 6.3 mg/dL) than others (89.2 ± 10.2).",
     ["glucose levels", "glucose levels"]),
    ("Nurses needed fewer long nights (12% v 30%).", ["long nights"] * 2),
    ("Sleepiness, the most frequent complaint, was noted in 72.5%.", ["Sleepiness"]),
    ("Drinking a cup (CUP) daily was 12% on naps.", ["Drinking a cup (CUP) daily"]),
    ("There was 12% progressive drowsiness on naps.", ["progressive drowsiness"]),
    ("In the nap group 75% were still drowsy.", ["drowsy"]),
    ("The hazard ratio for relapse was 0.72.", ["relapse"]),
    ("Gains were found in the nap group for Tension (−11%).", ["Tension"]),
    ("A small group (11%) had an 18 percent reduced risk of gout.", [None, "gout"]),
    ("The NNT was 6.", [None]),
    ("They studied 300 children, aged 1 to 5, who had mild pain.", [None]),
    ("Mean pain in the nap group was 12.4.", ["pain"]),
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
