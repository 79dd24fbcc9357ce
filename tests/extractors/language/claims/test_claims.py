"""Claims: every relation rule on its own examples, and the hard cases one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extractors.language.grammar.relations import relation_rules
from extractors.model import Claim

Read = Callable[[str], Any]
_RULES = [row.rule for row in relation_rules().values()]


@pytest.mark.parametrize(
    ("rule_id", "text"), [(rule.id, text) for rule in _RULES for text in rule.examples]
)
def test_a_rule_makes_a_claim_of_its_example(tiny: Read, rule_id: str, text: str) -> None:
    assert rule_id in {claim.rule_id for claim in tiny(text).claims}


@pytest.mark.parametrize(
    ("rule_id", "text"), [(rule.id, text) for rule in _RULES for text in rule.counter_examples]
)
def test_a_rule_is_silent_on_its_counter_example(tiny: Read, rule_id: str, text: str) -> None:
    assert rule_id not in {claim.rule_id for claim in tiny(text).claims}


def triples(claims: tuple[Claim, ...]) -> list[tuple[str, str, str]]:
    return [(c.subject.name, c.relation, c.object.name) for c in claims]


def test_each_conjunct_is_a_claim_of_its_own(tiny: Read) -> None:
    claims = tiny("Tocilizumab and SSRIs reduce fatigue, anxiety and depression.").claims
    assert triples(claims) == [
        (subject, "affects", object_)
        for subject in ("tocilizumab", "ssris")
        for object_ in ("fatigue", "anxiety", "depression")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Tocilizumab and depression are discussed here.",
        "Patients with depression were given tocilizumab.",
        "Patients were randomised to tocilizumab or placebo for anxiety.",
        "What are your thoughts on tocilizumab and depression?",
        "IL-6 and depression have drawn much attention.",
        "We recruited adults with depression who took SSRIs.",
    ],
)
def test_names_side_by_side_make_no_claim(tiny: Read, text: str) -> None:
    assert tiny(text).claims == ()


@pytest.mark.parametrize(
    "text",
    [
        "Could tocilizumab relieve depression?",
        "The idea of using tocilizumab to treat depression is old.",
        "We aimed to test whether tocilizumab reduces fatigue.",
        "The effect of tocilizumab on depression was examined.",
    ],
)
def test_a_relation_that_is_only_raised_is_uncommitted(tiny: Read, text: str) -> None:
    (claim,) = tiny(text).claims
    assert (claim.certainty, claim.causal_strength) == ("uncommitted", 0)


def test_offsets_are_exact_and_the_trigger_is_kept(tiny: Read) -> None:
    text = "Well. Fatigue was — as hoped — reduced by tocilizumab."
    (claim,) = tiny("Well. Fatigue was then reduced by tocilizumab.").claims
    read = tiny("Well. Fatigue was then reduced by tocilizumab.").text
    assert read[slice(*claim.trigger)] == "reduced"
    assert read[claim.subject.start : claim.subject.end] == "tocilizumab"
    assert read[slice(*claim.sentence)] == "Fatigue was then reduced by tocilizumab."
    assert tiny(text).text == text


@pytest.mark.parametrize("object_", ["headache", "fatigue", "CRP"])
def test_only_a_condition_is_an_indication(tiny: Read, object_: str) -> None:
    (claim,) = tiny(f"Tocilizumab affects {object_}.").claims
    assert claim.label_status == "unknown"


def test_patients_with_an_illness_are_no_agents_of_a_passive(tiny: Read) -> None:
    claims = tiny("CRP is elevated in the blood of patients with depression.").claims
    assert ("depression", "affects", "crp") not in triples(claims)
