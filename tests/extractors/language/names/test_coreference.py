"""Coreference: what "the drug", "these diseases" and "it" stand for, and when nobody can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extractors.language.words.patterns import load_rules

Read = Callable[[str], Any]
_RULES = load_rules("coreference")


@pytest.mark.parametrize("text", [text for rule in _RULES for text in rule.examples])
def test_an_example_is_linked(tiny: Read, text: str) -> None:
    reading = tiny(text)
    assert len(reading.coreferent) == 1
    assert reading.coreferent[0].link_method == "coreference"


@pytest.mark.parametrize("text", [text for rule in _RULES for text in rule.counter_examples])
def test_a_counter_example_is_not(tiny: Read, text: str) -> None:
    assert tiny(text).coreferent == ()


@pytest.mark.parametrize(
    ("text", "surface", "name"),
    [
        (
            "Tocilizumab is an antibody.\n\nBy blocking IL-6, the drug eases pain.",
            "the drug",
            "tocilizumab",
        ),
        ("Tocilizumab is new. Nobody knew. The drug reduces fatigue.", "The drug", "tocilizumab"),
        (
            "SSRIs ease depression. It is common, and the disorder recurs.",
            "the disorder",
            "depression",
        ),
        ("Tocilizumab did well, which suggests that it may be useful.", "it", "tocilizumab"),
        ("Tocilizumab blocks IL-6. This cytokine drives fatigue.", "This cytokine", "il-6"),
        (
            "Talking therapy is old. The treatment took ten minutes.",
            "The treatment",
            "talking therapy",
        ),
        (
            "Mood disorders and depression last. Tocilizumab relieves these diseases.",
            "these diseases",
            "mood disorders",
        ),
        (
            "Depression is common. Tocilizumab relieves this painful condition.",
            "this painful condition",
            "depression",
        ),
    ],
)
def test_the_antecedent(tiny: Read, text: str, surface: str, name: str) -> None:
    (mention,) = tiny(text).coreferent
    assert (mention.surface, mention.name) == (surface, name)
    assert text[mention.start : mention.end] == surface


@pytest.mark.parametrize(
    "text",
    [
        "Tocilizumab and sarilumab were given. The drug reduces fatigue.",
        "Tocilizumab is new. The drug company closed.",
        "The drug reduces fatigue.",
        "Tocilizumab met sarilumab. It reduces fatigue.",
    ],
)
def test_nothing_is_linked_across_a_rival_or_without_antecedent(tiny: Read, text: str) -> None:
    assert tiny(text).coreferent == ()


@pytest.mark.parametrize(
    "text",
    [
        "Talking therapy is old. The pulsed current treatment was given to 128 adults. "
        "The treatment took ten minutes.",
        "Talking therapy is old. Nobody knew. Zapspira is new. The treatment took ten minutes.",
        "The scan was better than talking therapy. The treatment took ten minutes.",
        "Tocilizumab raised the Drug Liking score.",
        "Depression is common. Tocilizumab relieves these diseases.",
        "Mood disorders are old. Depression and anxiety are common. Tocilizumab relieves these "
        "diseases.",
        "Autoimmune diseases are common. Tocilizumab relieves the disease.",
        "Depression is common. Tocilizumab relieves the condition that follows birth.",
        "Talking therapy is old. The treatment sessions were long.",
    ],
)
def test_nothing_is_linked_to_what_the_words_cannot_mean(tiny: Read, text: str) -> None:
    assert tiny(text).coreferent == ()
