"""Omissions: what is missing is named, what is told is not, texts on no treatment are spared."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from extractors.language.pipeline import parse
from extractors.language.spin.caveats import find_caveats
from extractors.language.spin.hype import find_hype
from extractors.language.spin.omissions import find_omissions, omission_rules
from extractors.language.wording.cues import find_cues
from extractors.language.words.patterns import Rule, RuleMatcher
from extractors.language.words.sentences import passages
from extractors.model import Document, Quantity, Region, Signal, Study

BARE = (
    "The new pill eases back pain, doctors in Leeds say. Those who took it slept well and went "
    "back to work in days, and many walked to the park again. The pill is taken each morning with "
    "water. Its inventors worked on it for nine years in a former mill by the river, and they are "
    "glad that it can now be tried by everybody who has lived with an aching back for so long."
)
TOLD = {
    "no_harms": "Side effects were mild.",
    "no_effect_size": "Pain fell by 40 percent.",
    "no_sample_size": "It enrolled 90 adults.",
    "no_comparator": "Half of them had a placebo.",
    "no_study_link": "It was published in the journal Spine.",
    "no_cost": "A month of it costs 30 dollars.",
    "no_conflict_of_interest": "The work was funded by the maker.",
}


@dataclass(frozen=True)
class Found:
    studies: tuple[Study, ...] = ()


def omissions(
    text: str,
    document: Document | None = None,
    quantities: tuple[Quantity, ...] = (),
    studies: tuple[Study, ...] = (),
) -> dict[str, str]:
    document = document or Document("x", text)
    doc = parse(document.text, document.regions)
    read = [replace(p, cues=find_cues(p.span)) for p in passages(doc)]
    flags = (*find_hype(read), *find_caveats(read))
    found = find_omissions(document, read, quantities, Found(studies), flags)
    assert all(isinstance(signal, Signal) and signal.evidence for signal in found)
    return {signal.signal: signal.evidence for signal in found}


def cases(examples: str) -> list[Any]:
    return [
        pytest.param(rule, text, id=f"{rule.id}-{i}")
        for rule in omission_rules()
        for i, text in enumerate(getattr(rule, examples))
    ]


@pytest.mark.parametrize(("rule", "text"), cases("examples"))
def test_a_row_is_met_by_its_examples(rule: Rule, text: str) -> None:
    doc = parse(text)
    assert list(RuleMatcher([rule]).find(doc))


@pytest.mark.parametrize(("rule", "text"), cases("counter_examples"))
def test_a_row_is_not_met_by_its_counter_examples(rule: Rule, text: str) -> None:
    doc = parse(text)
    assert not list(RuleMatcher([rule]).find(doc))


def test_a_bare_report_leaves_everything_out() -> None:
    assert set(omissions(BARE)) == set(TOLD)
    assert omissions(BARE)["no_harms"].startswith("looked for side effects")


@pytest.mark.parametrize(("signal", "sentence"), TOLD.items())
def test_what_is_told_is_no_omission(signal: str, sentence: str) -> None:
    assert signal not in omissions(f"{BARE} {sentence}")


@pytest.mark.parametrize(
    ("signal", "sentence"),
    [
        ("no_harms", "It prevents complications such as stroke."),
        ("no_harms", "The safety and efficacy of the pill will be studied."),
        ("no_harms", "It spares them the side effects of existing drugs."),
        ("no_comparator", "It keeps their blood sugar under control."),
        ("no_conflict_of_interest", "They took it after consulting with a nurse."),
        ("no_conflict_of_interest", "She is an adviser to the dean."),
        ("no_harms", "The pill has minimal side effects, its inventors say."),
        ("no_harms", "An aching back can do harmful things to families."),
        ("no_cost", "Back pain costs society 25 billion dollars each year."),
        ("no_cost", "The inventors won a grant of $2.5 million for it."),
        ("no_effect_size", "Back pain affects 30 percent of adults."),
        ("no_effect_size", "Their median age was 61."),
        ("no_comparator", "It works better in the morning than in the evening."),
        ("no_effect_size", "Adverse events were rash (2.9 percent) and fever (1 percent)."),
        ("no_effect_size", "They had lived with the ache for an average of eight years."),
        ("no_sample_size", "An aching back keeps 3 million people at home each year."),
        ("no_sample_size", "A third of patients walked to the park."),
        ("no_harms", "Adverse events were monitored by the nurses."),
        ("no_comparator", "They compared gene expression in both regions."),
        ("no_conflict_of_interest", "Such mills need to be funded."),
    ],
)
def test_what_only_looks_like_telling(signal: str, sentence: str) -> None:
    assert signal in omissions(f"{BARE} {sentence}")


def test_other_texts_are_spared() -> None:
    assert not omissions("The mayor opened a bridge on Monday. " * 20)
    assert not omissions("The pill eases pain.")


def test_what_earlier_stages_found_counts() -> None:
    study = Study("cohort", sample_size=90, comparator="placebo", harms_reported=True, name="SPINE")
    ratio = Quantity(0, 3, "The", "hr", 0.6)
    left = omissions(BARE, quantities=(ratio,), studies=(study,))
    assert set(left) == {"no_cost", "no_conflict_of_interest", "no_harms"}


def test_a_share_of_patients_tells_an_effect_though_no_number_of_them() -> None:
    left = omissions(f"{BARE} Pain fell in 40 percent of patients.")
    assert "no_effect_size" not in left
    assert "no_sample_size" in left


def test_a_share_before_a_harm_is_no_share_of_it() -> None:
    left = omissions(f"{BARE} Pain fell by 40 percent, and side effects were mild.")
    assert not {"no_effect_size", "no_harms"} & set(left)


@pytest.mark.parametrize(
    ("told", "louder"), [("", True), ("It had greater efficacy than the old pill.", False)]
)
def test_a_headline_that_compares_is_backed_by_a_body_that_does(told: str, louder: bool) -> None:
    head = "New pill is more effective than current treatment"
    text = f"{head}\n\n{BARE} {told}"
    document = Document("x", text, (Region("headline", 0, len(head)),), title=head)
    assert ("headline_stronger_than_body" in omissions(text, document)) is louder


@pytest.mark.parametrize(
    ("told", "omitted"),
    [("Back pain affects 30 percent of adults.", True), ("Pain fell by 30 percent.", False)],
)
def test_how_common_an_illness_is_tells_no_effect(told: str, omitted: bool) -> None:
    text = f"{BARE} {told}"
    start = text.index("30 percent")
    share = Quantity(start, start + 10, "30 percent", "percent", 30.0)
    assert ("no_effect_size" in omissions(text, quantities=(share,))) is omitted


def test_a_test_and_a_food_are_reported_on_too() -> None:
    for what in ("The blood test detects gout early", "Eating nuts may lower the risk of gout"):
        told = f"{what}, doctors in Leeds say. {'They spoke of it in a hall by the river. ' * 8}"
        assert "no_harms" in omissions(told)


def test_a_paper_is_not_asked_for_its_price() -> None:
    paper = Document("x", BARE, (Region("abstract", 0, len(BARE)),))
    assert not {"no_cost", "no_study_link"} & set(omissions(BARE, paper))


def test_a_link_makes_the_study_findable() -> None:
    assert "no_study_link" not in omissions(BARE, Document("x", BARE, links=1))


def test_a_headline_louder_than_its_body_is_told() -> None:
    head = "Breakthrough pill cures back pain"
    text = f"{head}\n\n{BARE}"
    document = Document("x", text, (Region("headline", 0, len(head)),), title=head)
    evidence = omissions(text, document)["headline_stronger_than_body"]
    assert evidence.startswith("headline “Breakthrough” (severity 3)")


def test_a_headline_as_loud_as_its_body_is_not() -> None:
    head = "Breakthrough pill"
    text = f"{head}\n\n{BARE} It is a breakthrough."
    document = Document("x", text, (Region("headline", 0, len(head)),), title=head)
    assert "headline_stronger_than_body" not in omissions(text, document)


@pytest.mark.data
@pytest.mark.slow
def test_costs_left_out_agree_with_the_reviewers(data: Path) -> None:
    criterion = "Does the news release adequately discuss the costs of the intervention?"
    with (data / "hype" / "press_releases.jsonl").open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["criteria"].get(criterion)]
    judged = [(row["criteria"][criterion], omissions(row["text"])) for row in rows[:120]]
    adequate = ["no_cost" in found for verdict, found in judged if verdict == "Satisfactory"]
    lacking = ["no_cost" in found for verdict, found in judged if verdict == "Not Satisfactory"]
    assert len(adequate) >= 5
    assert sum(lacking) / len(lacking) > sum(adequate) / len(adequate) + 0.4
