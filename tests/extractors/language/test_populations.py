from __future__ import annotations

import pytest

from extractors.language.clauses import lay_out
from extractors.language.patterns import load_rules
from extractors.language.pipeline import parse
from extractors.language.populations import population_of
from extractors.language.sentences import passages

_RULES = load_rules("populations")


@pytest.mark.parametrize("text", [text for rule in _RULES for text in rule.examples])
def test_examples_have_a_population(text: str) -> None:
    assert population_of(lay_out(next(passages(parse(text))), ()))


@pytest.mark.parametrize("text", [text for rule in _RULES for text in rule.counter_examples])
def test_counter_examples_have_none(text: str) -> None:
    assert population_of(lay_out(next(passages(parse(text))), ())) is None


@pytest.mark.parametrize(
    ("text", "population"),
    [
        (
            "It eases pain in patients with long-standing arthritis.",
            "patients with long-standing arthritis",
        ),
        (
            "It may help those who have not responded to drugs.",
            "those who have not responded to drugs",
        ),
        ("It lowered weight in mice.", "mice"),
        ("It helps women with arthritis either before or after work.", "women with arthritis"),
        ("In people that gap may be due to chance.", "people"),
        ("It helped adults with arthritis that doctors knew.", "adults with arthritis"),
        ("It eased pain in adults who received it were told.", "adults who received it"),
        (
            "It eased pain in patients with arthritis who had not responded to pills.",
            "patients with arthritis who had not responded to pills",
        ),
    ],
)
def test_the_phrase_is_whole(text: str, population: str) -> None:
    assert population_of(lay_out(next(passages(parse(text))), ())) == population
