"""Caveats: each row by its own examples, specific or generic, and the careful seed's dozen."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from extractors.documents import read_text
from extractors.language.annotate import annotate
from extractors.language.pipeline import parse
from extractors.language.spin.caveats import find_caveats
from extractors.language.words.patterns import Rule, load_rules
from extractors.language.words.sentences import passages
from extractors.model import CaveatCategory, Flag, Region, RegionKind

ROWS = load_rules("caveats")
CREDITS = tuple(row for row in ROWS if row.category != "none")


def caveats(text: str, region: RegionKind = "body") -> tuple[Flag, ...]:
    return find_caveats(passages(parse(text, (Region(region, 0, len(text)),))))


def cases(rules: tuple[Rule, ...], examples: str) -> list[Any]:
    return [
        pytest.param(rule, text, id=f"{rule.id}-{i}")
        for rule in rules
        for i, text in enumerate(getattr(rule, examples))
    ]


def test_every_category_has_a_row() -> None:
    assert {row.category for row in CREDITS} == set(get_args(CaveatCategory))
    assert all(row.examples and row.counter_examples and row.extra["why"] for row in ROWS)


@pytest.mark.parametrize(("rule", "text"), cases(CREDITS, "examples"))
def test_a_row_fires_on_its_examples(rule: Rule, text: str) -> None:
    assert rule.category in {flag.category for flag in caveats(text)}


@pytest.mark.parametrize(("rule", "text"), cases(CREDITS, "counter_examples"))
def test_a_row_is_silent_on_its_counter_examples(rule: Rule, text: str) -> None:
    assert rule.category not in {flag.category for flag in caveats(text)}


@pytest.mark.parametrize(("rule", "text"), cases(ROWS[-1:], "examples"))
def test_lookalikes_are_no_caveat(rule: Rule, text: str) -> None:
    assert not caveats(text)


@pytest.mark.parametrize(
    ("text", "category", "kind"),
    [
        ("Only 12 patients took part.", "small_sample", "specific"),
        ("More research is needed.", "more_research_needed", "generic"),
        ("A randomized trial in 400 adults is needed; more research is needed.",
         "more_research_needed", "specific"),
        ("These findings are preliminary.", "preliminary", "generic"),
        ("More research is needed, she said in 2019 [12].", "more_research_needed", "generic"),
        ("The one thing we know is that more research is needed.", "more_research_needed",
         "generic"),
        ("The study does not prove cause and effect.", "correlation_not_causation", "specific"),
    ],
)  # fmt: skip
def test_specific_or_generic(text: str, category: str, kind: str) -> None:
    (flag,) = [flag for flag in caveats(text) if flag.category == category]
    assert flag.rationale.endswith(f"({kind}).")
    assert (flag.kind, flag.is_flag, flag.severity) == ("caveat", True, 0)
    assert text[flag.start : flag.end] == flag.surface


def test_a_sentence_that_is_worded_as_a_claim_is_one() -> None:
    text = "Sleeping late was linked to gout. This was an observational study of nurses in Leeds."
    (caveat,) = [f for f in annotate(read_text(text, id="x")).flags if f.kind == "caveat"]
    assert caveat.rationale.endswith("(specific, beside a claim).")


def test_near_a_claim_or_far() -> None:
    text = "Salt eases gout. The trial was small. It ran in Leeds. The results are preliminary."
    read = list(passages(parse(text)))
    claimed = {(read[0].start, read[0].end)}
    near, far = find_caveats(read, claimed)
    assert near.rationale == "Grants that few were studied (specific, beside a claim)."
    assert far.rationale == "Grants that the result is provisional (generic, far from any claim)."


@pytest.mark.parametrize(
    "text",
    [
        "What most people don't know is that salt heals.",
        "Many people do not realise that salt heals gout.",
        "With further research, it might become the answer to gout.",
        "Nurses treated with the gel slept more than those treated with salt.",
        "Gout was found very early in nurses.",
        "It overcomes the limitations of existing gels.",
        "It reduces the side effects of treatment.",
        "The aim was to see whether it calms gout in humans.",
        "Nurses with gout are at an increased risk of stroke.",
        "It grew out of studies in the laboratory of Ada Quill.",
        "The gel is not often given to patients.",
    ],
)
def test_what_promises_or_baits_is_no_caveat(text: str) -> None:
    assert not caveats(text)


def test_one_credit_a_category_and_sentence() -> None:
    text = "The findings are preliminary and must be interpreted with caution, as a preprint."
    assert [flag.category for flag in caveats(text)] == ["preliminary"]


def test_furniture_and_references_yield_nothing() -> None:
    assert not caveats("More research is needed.", "boilerplate")
    assert not caveats("Ode A. More research is needed. Gut 2020.", "references")


@pytest.mark.data
def test_the_seeds_caveats_are_credited(seeds: Path) -> None:
    found = [
        flag.category
        for path in sorted(seeds.glob("*.txt"))
        for flag in caveats(path.read_text("utf-8"))
    ]
    assert len(found) >= 12
    assert {"small_sample", "preliminary", "limits_of_benefit", "off_label_warning"} <= set(found)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Weak grip was linked to a higher risk of stroke.", False),
        ("The pill was linked to a higher risk of stroke.", True),
        ("They wrote of the adverse effects of ageing on grip.", False),
        ("Drugs had adverse effects on grip.", True),
    ],
)
def test_a_risk_is_a_harm_of_a_treatment_only(text: str, stated: bool) -> None:
    assert ("harms_stated" in {flag.category for flag in caveats(text)}) is stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("No hepatic or drug-related serious adverse events were reported.", False),
        ("None had severe side effects with the pill.", False),
        ("No nurse slept, but adverse events were reported.", True),
        ("The pill is not without side effects.", True),
        ("It is no longer sold after adverse events were reported.", True),
        ("Adverse events were reported in nurses.", True),
    ],
)
def test_a_denied_harm_is_none(text: str, stated: bool) -> None:
    assert ("harms_stated" in {flag.category for flag in caveats(text)}) is stated


def test_a_gap_that_a_study_fills_limits_no_claim() -> None:
    gap = "It remains unclear whether salt eases gout."
    assert [flag.category for flag in caveats(gap)] == ["preliminary"]
    assert not caveats(gap, "background")


def test_what_is_no_gap_is_credited_in_a_background_too() -> None:
    assert caveats("The pill worked in mice.", "background")


def test_a_heading_discloses_nothing() -> None:
    assert not caveats("Competing interests", "subhead")
    assert caveats("Competing interests: she owns shares of the maker.")


def test_limits_of_the_current_study_are_its_own_not_those_of_current_drugs() -> None:
    own = caveats("The nurses note several limitations of the current study.")
    assert [flag.category for flag in own] == ["limits_of_benefit"]
    assert not caveats("It overcomes the limitations of current drugs.")
