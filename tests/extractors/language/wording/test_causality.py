"""Causal strength of sentences: every rule's own examples, and the four levels."""

from __future__ import annotations

import dataclasses

import pytest

from extractors.language.pipeline import parse
from extractors.language.wording.causality import PRECEDENCE, causal_strength, triggers
from extractors.language.wording.cues import find_cues
from extractors.language.words.patterns import Rule, RuleMatcher, load_rules
from extractors.language.words.sentences import passages

RULES = load_rules("causal")


def strength(text: str) -> int:
    (passage,) = passages(parse(text))
    return causal_strength(dataclasses.replace(passage, cues=find_cues(passage.span)))


def fired(rule: Rule, text: str) -> bool:
    doc = parse(text)
    if rule.extra.get("role") == "pseudo":
        return any(True for _ in RuleMatcher([rule]).find(doc))
    return rule.id in {match.rule.id for match in triggers(doc[:])}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_and_counter_examples(rule: Rule) -> None:
    assert rule.examples and rule.counter_examples
    assert [text for text in rule.examples if not fired(rule, text)] == []
    assert [text for text in rule.counter_examples if fired(rule, text)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_place_in_the_order(rule: Rule) -> None:
    place = (rule.category, rule.extra.get("weight", "strong"))
    assert rule.extra.get("role") == "pseudo" or place in PRECEDENCE
    assert set(rule.extra) <= {"role", "weight", "silences"}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("The patch reduces pain.", 3),
        ("The patch did not reduce pain.", 3),
        ("Smoking increases the risk of relapse.", 3),
        ("Poor sleep leads to pain.", 3),
        ("The patch is effective against pain.", 3),
        ("The data suggest that the patch reduces pain.", 3),
        ("The patch may reduce pain.", 2),
        ("The patch could one day prevent relapse.", 2),
        ("The patch appears to improve sleep.", 2),
        ("Poor sleep might contribute to pain.", 2),
        ("Poor sleep is associated with pain.", 1),
        ("Smokers were more likely to relapse.", 1),
        ("Pain was higher in smokers than in others.", 1),
        ("Age was an independent predictor of relapse.", 1),
        ("Poor sleep was linked to reduced strength.", 1),
        ("Does the patch reduce pain?", 0),
        ("Further trials of the patch are needed.", 0),
        ("Doctors should consider the patch.", 0),
        ("We examined the effect of the patch on pain.", 0),
        ("The study was published in the Journal of Pain Control.", 0),
        ("The patch is a square of cloth.", 0),
        ("The patch warrants further study and could change the lives of thousands.", 2),
        ("Poor sleep is associated with pain, but more trials are needed.", 1),
        ("With further research, the patch might become part of the solution.", 2),
        ("The patch may have a role to play in pain.", 2),
        ("Sleep has drawn increasing attention.", 0),
        ("The patch eases pain, which may surprise some doctors.", 3),
        ("Pain decreased over time.", 1),
        ("It is unclear whether the patch causes a rash.", 0),
        ("This does not mean that the patch causes a rash.", 0),
        ("Poor sleep is thought to cause pain.", 2),
        ("A salt solution reduced mortality.", 3),
        ("Older adults with asthma walked.", 0),
        ("They took pain-reducing pills.", 0),
        ("Efforts to reduce pain go on.", 0),
        ("These findings could help doctors to choose.", 0),
        ("An infection caused by the bug was found.", 0),
        ("A fifth of them took pills that reduced pain.", 3),
        ("Impaired sleep was noted.", 0),
        ("- Improved their sleep by an hour", 3),
        ("Doctors should never delay the patch.", 0),
        ("Sleep was associated primarily with age.", 1),
        ("They had a 30 percent lower risk of relapse.", 1),
        ("The patch lowers the risk of relapse.", 3),
        ("Pain was further reduced in smokers.", 1),
        ("Pain can be reduced by the patch.", 3),
        ("No effect of the patch was seen.", 3),
        ("Little is known regarding the effect of sleep on pain.", 0),
        ("The effect of sleep on pain requires further investigation.", 0),
        ("The patch reduced costs associated with pain.", 3),
        ("The patch could be dangerous.", 2),
        ("Working at night puts nurses at risk.", 3),
        ("Pain affects about 40 percent of nurses.", 0),
        ("Pain helped doctors to identify smokers.", 0),
        ("A study funded by the county shows that sleep eases pain.", 3),
        ("The patch reduced pain whatever the genes related to it.", 3),
        ("The patch could be an option to prevent pain.", 2),
        ("People on the patch may have lower rates of pain.", 1),
        ("They ran a double-blind trial of the patch.", 0),
        ("Sleep has key roles in pain.", 3),
        ("Despite its association with weight, the patch may reduce pain.", 2),
        ("The patch blocked two stress markers.", 3),
        ("CRP is a marker of swelling.", 1),
    ],
)
def test_levels(text: str, level: int) -> None:
    assert strength(text) == level
