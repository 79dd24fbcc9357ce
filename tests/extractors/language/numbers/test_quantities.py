"""Quantities: each line a text and what is counted in it; every rule's own examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.language.numbers.quantities import find_quantities
from extractors.language.pipeline import parse
from extractors.language.words.numerals import value_of
from extractors.language.words.patterns import Rule, load_rules
from extractors.model import Quantity, Region

MEASURED = [r for r in load_rules("quantities") if r.category != "no_result"]


def quantities(text: str) -> list[Quantity]:
    found = list(find_quantities(parse(text)))
    assert all(text[q.start : q.end] == q.surface for q in found)
    return found


def brief(text: str) -> str:
    return " ".join(f"{q.measure}={q.value:g}" for q in quantities(text))


CASES = [
    ("Pain fell (HR 0.72).", "hr=0.72"),
    ("Remission was seen in 54 % v 31 %.", "percent=54 percent=31"),
    ("Relief came to 9 of 30 (30%) and 96/2212 (4.3%).", "percent=30 percent=4.3"),
    ("One in five slept better.", "percent=20"),
    ("Two-thirds of patients slept.", "percent=66.6667"),
    ("Thirty adults took part (n=30).", "sample_size=30 sample_size=30"),
    ("A 30-patient pilot and 1,204 older women.", "sample_size=30 sample_size=1204"),
    ("Three men and 11 women came.", "sample_size=14"),
    ("One hundred and twenty adults came.", "sample_size=120"),
    ("They got 8 mg/kg once.", "dose=8"),
    ("Linked (r = -0.31).", "correlation=-0.31"),
    ("Scores were 12.4 ± 3.1 here.", "mean=12.4"),
    ("The number needed to treat (NNT) was 5.", "nnt=5"),
    ("An NNT of 5 v about 7 for naps.", "nnt=5 nnt=7"),
    ("Five of six in the nap group and none of 16 others slept.", "percent=83.3333 percent=0"),
    ("Sleep took 36 minutes (95% CI 31 to 40) longer.", "mean=36"),
    ("The mean decrease over the four-week period was 8.9.", "mean=8.9"),
    ("The NNH was 40.", "nnh=40"),
    ("Scores fell by 7.4 in the nap group and 16.2 in the placebo group.", "mean=7.4 mean=16.2"),
    ("Recovery took longer with naps (26 v 16 days).", "mean=26 mean=16"),
    ("The median stay was 11 v 12 days.", ""),
    ("It fell (-1.9 versus 0.4).", "mean=-1.9 mean=0.4"),
    ("IL-6 was lower (665.61 vs 770.27 pg/mL).", "mean=665.61 mean=770.27"),
    ("Scores fell from 4.31 (± 1.67) to 1.23 (SD 1.36).", "mean=4.31 mean=1.23"),
    ("In the tea group it was 63.2.", "mean=63.2"),
    ("P = .01 and .03, respectively.", "p_value=0.01 p_value=0.03"),
    ("The mean changes at week 4 came.", ""),
    ("There are 40,000 people living with gout.", ""),
    ("About 750,000 Americans with gout have pain.", ""),
    ("Data of 750,000 Americans were kept.", "sample_size=750000"),
    ("There were 10 sessions where participants slept.", ""),
    ("It hits one in 300,000.", "percent=0.000333333"),
    ("The mean change in HAMD17 total score was 4.2.", "mean=4.2"),
    ("The mean scores and 95 % CIs came.", ""),
    ("The means of the three groups came.", ""),
    ("The OR for improving by at least one step was 1.4.", "or=1.4"),
    ("Mean pain fell by 47 percent.", "percent=47"),
    ("One must treat 370 women to save one life.", "nnt=370"),
    ("The hazard ratio [HR] was 0.55 (P = 5×10−8).", "hr=0.55 p_value=5e-08"),
    ("P < 10-4 here.", "p_value=0.0001"),
    ("The NNTs were 5 and 8, ORs of 1.2 and 1.4.", "nnt=5 nnt=8 or=1.2 or=1.4"),
    ("The adjusted OR (aOR) = 0.45.", "or=0.45"),
    ("The NNT for 50% pain relief was 3.1.", "nnt=3.1"),
    ("The median stay was 7.7 days with naps, against v 7.1 days.", ""),
    ("The rates differed little (I2 = 40%).", ""),
    ("The LS means difference from placebo at Week 4 of -0.8 was small.", "md=-0.8"),
    ("The mean fall did not reach significance, t(33) = 1.6.", ""),
    ("The difference of the means was 7.4.", "md=7.4"),
    ("HRR 0.41 (0.2 to 0.8).", "hr=0.41"),
    ("They lost an average of 6.44kg.", "mean=6.44"),
    ("The mean pain score 60 minutes after naps was 12.4.", ""),
    ("The mean of serum IL-6 levels fell; the mean time for pH >4 rose.", ""),
    ("The mean difference compared with placebo of −55.3 was kept.", "md=-55.3"),
    ("Sleep was short (median 2.8 vs. 4.2 months).", ""),
    ("It treats 2,000 patients a year; pain was reported by seven patients.", ""),
    ("In all 14 participants in the nap group did not sleep.", ""),
    ("It took longer (445.5 vs. 496).", "mean=445.5 mean=496"),
    ("A fall of 59% (range, 0%-100% change).", "percent=59"),
    ("It fell with the 0.1% nap extract.", ""),
    ("All but one of the 34 slept.", ""),
    ("The mean SBP at min 2 and min 5 fell.", ""),
    ("The effect size of naps in the model [68] was fair.", ""),
    ("The mean change over the first 6–9 months came.", ""),
    ("It is a score of eight individual signs.", ""),
    ("The difference was £15.71 a head.", "md=15.71"),
    ("The study enrolled 60 adults living with gout.", "sample_size=60"),
    ("Serum IL-6 rose by week 12 in Table 2 and phase 3.", ""),
    ("Call 555-1234, or +44 20 7946 0000, in 2019.", ""),
    ("She is 45 years old, a 30-year-old is not; ages 18 to 65.", ""),
    ("It affects 350 million people.", ""),
    ("Their mean age was 45 years; CRP was 12 mg/L.", ""),
    ("Type 2 diabetes patients used 0.9% saline.", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_measured(text: str, expected: str) -> None:
    assert brief(text) == expected


INTERVALS = [
    ("OR = 2.1 (95% CI, 1.4 to 3.2; P=.002).", (1.4, 3.2), 0.002),
    ("HR 0.72 (0.60–0.86), P<.001.", (0.6, 0.86), 0.001),
    ("RR 1·7 (1·2-3·4).", (1.2, 3.4), None),
    ("SMD −0.42 (95% CI −0.61 to −0.23).", (-0.61, -0.23), None),
    ("Adjusted OR: 1.8; CI 95% 1.2 to 2.9.", (1.2, 2.9), None),
    ("A risk ratio of 0.81 [95% CI: 0.7, 0.9], p=0.003.", (0.7, 0.9), 0.003),
    ("Hazard ratio, 0.72; 95% CI, 0.60-0.86; P<.001.", (0.6, 0.86), 0.001),
    ("Odds ratio, 1.7; 95 percent confidence interval, 1.2 to 2.4", (1.2, 2.4), None),
    ("37.6 % (27.14%–50.2%) slept.", (27.14, 50.2), None),
    ("beta 5.74, P = .03.", (None, None), 0.03),
    ("54% v 31% (p = 0·03).", (None, None), 0.03),
]


@pytest.mark.parametrize(("text", "interval", "p"), INTERVALS)
def test_interval_and_p_belong_to_their_estimate(
    text: str, interval: tuple[float | None, float | None], p: float | None
) -> None:
    first = quantities(text)[0]
    assert ((first.ci_low, first.ci_high), first.p_value) == (interval, p)


SPANS = [
    ("Some 53 per cent of participants slept.", ["53 per cent"]),
    (
        "The number needed to treat was 5; an NNT of 7 is usual.",
        ["number needed to treat was 5", "NNT of 7"],
    ),
    (
        "Nine of 17 (53%) on naps and 5 of 17 given tea (29%) slept.",
        ["Nine of 17 (53%)", "5 of 17"],
    ),
    ("9 of 17 given naps (53%), against 5 of 17 given tea (29%).", ["9 of 17", "5 of 17"]),
    ("12 of 40 slept well, 80% later.", ["80%"]),
]


@pytest.mark.parametrize(("text", "surfaces"), SPANS)
def test_a_span_holds_its_value_and_no_words_of_the_arm(text: str, surfaces: list[str]) -> None:
    assert [q.surface for q in quantities(text)] == surfaces


def test_a_share_takes_the_interval_behind_its_percentage() -> None:
    share, _ = quantities("Of all, 12 of 40 given naps (30%; 95% CI 20 to 40; p=0.01) slept.")
    assert (share.surface, share.value, share.ci_low, share.p_value) == ("12 of 40", 30, 20, 0.01)


UNITS = [
    ("It was 80.1 ± 6.3 mg/dL.", ["mg/dL"]),
    ("IL-6 was lower (665.61 vs 770.27 pg/mL).", ["pg/mL", "pg/mL"]),
    ("The mean weight was 12.4 kg.", ["kg"]),
    ("The mean clearance was 80.2 mL/min/1.73 m2.", ["mL/min/1.73 m2"]),
    ("BMI fell by a mean of 2.1 kg/m2.", ["kg/m2"]),
    ("The mean pressure was 140 ± 12 mm Hg.", ["mm Hg"]),
    ("The mean difference was -2.3 points (95% CI -4 to -1).", ["points"]),
    ("There was a mean of 3.2 headache days per month.", ["headache days per month"]),
    ("They had an average of 12.5 IU/L.", ["IU/L"]),
    ("Mean CD4 was 210.5 cells/mm3.", ["cells/mm3"]),
    ("Mean systolic pressure was 131.9 and 79.2 mmHg.", ["mmHg"]),
    ("The mean TnI was 3.3 SD 1.9.", [None]),
    ("It was lower (88.9±10.6 versus 323.8±53.6 pg/ml).", ["pg/ml", "pg/ml"]),
    ("Weight fell from 17.8 ± 6.0 to 16.6 ± 4.8 to 15.6 ± 4.9 kg.", ["kg", "kg", "kg"]),
    ("There was a mean cost of UK£35.41 a head.", ["UK£"]),
]


@pytest.mark.parametrize(("text", "units"), UNITS)
def test_a_value_has_its_unit(text: str, units: list[str]) -> None:
    assert [q.unit for q in quantities(text)] == units


def test_p_values_of_a_list_are_dealt_out_to_their_comparisons() -> None:
    found = quantities("Pain (12% v 30%) and sleep (5% v 9%) fell, P = .01 and .03, respectively.")
    assert [q.p_value for q in found] == [0.01, 0.01, 0.03, 0.03, 0.01, 0.03]


def test_a_list_of_p_values_that_fits_no_comparisons_is_left_open() -> None:
    found = quantities("Pain (12% v 30%), sleep (5% v 9%) and joy (2% v 3%); P = .01 and .03.")
    assert {q.p_value for q in found if q.measure == "percent"} == {None}


def test_p_of_two_arms_is_attached_to_both_and_keeps_its_sign() -> None:
    left, right, p = quantities("54% v 31% (p<0·03).")
    assert (left.p_value, right.p_value, p.measure, p.unit) == (0.03, 0.03, "p_value", "<")


def test_furniture_yields_none() -> None:
    text = "Rating: 80% of readers liked this."
    assert find_quantities(parse(text, (Region("boilerplate", 0, len(text)),))) == ()


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("thirty", 30),
        ("forty-two", 42),
        ("two thousand and six", 2006),
        ("a dozen", 12),
        ("1,234", 1234),
        ("10 000", 10000),
        ("0·03", 0.03),
        (".001", 0.001),
        ("−2.3", -2.3),
    ],
)
def test_numerals(words: str, value: float) -> None:
    assert value_of(words) == value


@pytest.mark.parametrize("rule", MEASURED, ids=lambda rule: rule.id)
def test_rule_examples(rule: Rule) -> None:
    measure = "sample_size" if rule.category == "participant" else rule.category
    for example in rule.examples:
        assert measure in {q.measure for q in quantities(example)}, example
    for example in rule.counter_examples:
        assert measure not in {q.measure for q in quantities(example)}, example


@pytest.mark.parametrize(
    "example", next(r.examples for r in load_rules("quantities") if r.category == "no_result")
)
def test_ages_and_follow_up_are_no_result(example: str) -> None:
    assert quantities(example) == []


@pytest.mark.data
def test_recall_and_precision_on_trial_sentences(data: Path) -> None:
    """Measures of public trial sentences that a quantity touches, and quantities inside one."""
    touched = measures = inside = found = 0
    for name in ("autism", "blood_cancer", "cardiovascular_disease"):
        for line in (data / "trial_numbers" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            gold = [(s["start"], s["end"]) for s in row["spans"] if s["label"] == "MEAS"]
            effects = [
                q
                for q in quantities(row["text"])
                if q.measure not in {"p_value", "sample_size", "dose"}
            ]
            every = quantities(row["text"])
            measures += len(gold)
            touched += sum(any(q.start < e and s < q.end for q in every) for s, e in gold)
            found += len(effects)
            inside += sum(any(q.start < e and s < q.end for s, e in gold) for q in effects)
    assert touched / measures >= 0.74
    assert inside / found >= 0.90
