from __future__ import annotations

import pytest

from extractors.language.annotate import annotate
from extractors.language.grammar.clauses import lay_out
from extractors.language.pipeline import parse
from extractors.language.studies.populations import population_of
from extractors.language.words.sentences import passages
from extractors.model import Document


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
        ("It lowered pain in patients age 65 and older.", "patients age 65 and older"),
        (
            "It lowered pain in patients with active gout,18 20 as others saw.",
            "patients with active gout",
        ),
        (
            "It eased pain in patients with H. pylori infection.",
            "patients with H. pylori infection",
        ),
        (
            "It eased pain in adults aged 70 years and older than others.",
            "adults aged 70 years and older",
        ),
        (
            "It lowered pain in patients with low vitamin D except in winter.",
            "patients with low vitamin D",
        ),
        (
            "It lowered pain in adults aged 70 years and over in a phase III study.",
            "adults aged 70 years and over",
        ),
        (
            "Among older women with severe gout who were treated early with a pill, stay fell.",
            "older women with severe gout",
        ),
        (
            "It eased pain in women who are part of the Teacher's Study.",
            "women who are part of the Teacher's Study",
        ),
        (
            "It eased pain in patients with gout who continue to have fever despite pills.",
            "patients with gout who continue to have fever despite pills",
        ),
        ("It helps women with arthritis either before or after work.", "women with arthritis"),
        (
            "It eased symptoms in hypertensive and hypercholesterolaemic patients.",
            "hypertensive and hypercholesterolaemic patients",
        ),
        (
            "It eased mood in adults with treatment-resistant depression and raised it later.",
            "adults with treatment-resistant depression",
        ),
        ("Thirty treatment-resistant patients slept.", "treatment-resistant patients"),
        ("Extremely-low-birth-weight infants slept.", "Extremely-low-birth-weight infants"),
        ("Two patients slept, which helps older adults with gout.", "older adults with gout"),
        (
            "Relief in patients with chronic gout who undergo surgery has been assessed.",
            "patients with chronic gout who undergo surgery",
        ),
        ("It helped adults with arthritis that doctors knew.", "adults with arthritis"),
        ("It eased pain in adults who like it were told.", "adults who like it"),
        (
            "It eased pain in patients with arthritis who had not responded to pills.",
            "patients with arthritis who had not responded to pills",
        ),
    ],
)
def test_the_phrase_is_whole(text: str, population: str) -> None:
    assert population_of(lay_out(next(passages(parse(text))), ())) == population


@pytest.mark.parametrize(
    "text",
    [
        "In people that gap may be due to chance.",
        "Many people smile.",
        "It provides patients with another option.",
        "In 112 participants with analyzable data it eased pain.",
        "It eased pain in patients.",
        "Patients who received naps slept.",
        "Women receiving naps slept more than those on tea.",
        "It rose in 12% of patients with nausea.",
        "The percentage of patients with major bleeding fell.",
        "All the control patients and the remaining participants slept.",
        "Forty-five patients slept.",
        "METHODS Ten patients slept, and a fifth patient left.",
        "Adults-only clubs are in-person clubs.",
        "The clock ticks.",
    ],
)
def test_a_bare_noun_an_arm_and_a_share_say_not_who_was_studied(text: str) -> None:
    assert population_of(lay_out(next(passages(parse(text))), ())) is None


@pytest.mark.parametrize(
    ("text", "population"),
    [
        (
            "Tocilizumab eases pain and fatigue, which often afflict younger patients.",
            "younger patients",
        ),
        ("Tocilizumab eases pain in patients with gout as trials suggest.", "patients with gout"),
        ("Tocilizumab eased pain in patients with arthritis.14", "patients with arthritis"),
        (
            "After monitoring patients with gout, we saw tocilizumab ease pain.",
            "patients with gout",
        ),
        (
            "Tocilizumab eases pain in people with rheumatoid arthritis not caused by crystals.",
            "people with rheumatoid arthritis",
        ),
        (
            "Tocilizumab eased pain in patients with advanced head and neck cancer.",
            "patients with advanced head and neck cancer",
        ),
        ("They treated depressed mice with tocilizumab, which eased pain.", "depressed mice"),
    ],
)
def test_a_tree_tells_verbs_from_modifiers(text: str, population: str) -> None:
    (claim, *_) = annotate(Document("x", text)).claims
    assert claim.population == population


LATER = "Ketamine eased depression, whereas tocilizumab lowered pain in older women."


def test_people_of_a_later_clause_are_not_those_of_the_claim() -> None:
    claims = annotate(Document("x", LATER)).claims
    assert {c.subject.name: c.population for c in claims} == {
        "ketamine": None,
        "tocilizumab": "older women",
    }


def test_a_list_of_illnesses_is_whole() -> None:
    text = "High levels of IL-6 were seen in patients with depression, anxiety, and insomnia."
    assert {claim.population for claim in annotate(Document("x", text)).claims} == {
        "patients with depression, anxiety, and insomnia"
    }
