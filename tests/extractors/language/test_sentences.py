"""Sentence boundaries: one case a line, sentences parted by |."""

from __future__ import annotations

import pytest

from extractors.language.pipeline import parse
from extractors.language.sentences import passages
from extractors.model import Region

CASES = [
    "Smith et al. found P<.001 (95% CI, 1.4 vs. 3.2).|It fell.",
    '"It works," said Dr. Jones.|"We hope."|The U.S. agency agreed.',
    "IL-6 fell in 9 of 30 (30%).|mTOR rose.|What if?|“Really?” he asked.",
    "What Is Sirukumab?\n|Sirukumab is an antibody.",
    "It ended.Then it began.".replace(".T", ".|T"),
    "A dose of 8 mg/kg i.v. was given.|No one left.",
]


@pytest.mark.parametrize("case", CASES)
def test_boundaries(case: str) -> None:
    expected = [part.strip() for part in case.split("|")]
    assert [p.text for p in passages(parse(case.replace(".|", ". ").replace("|", " ")))] == expected


def test_a_hard_wrapped_text_is_read_across_its_lines() -> None:
    text = (
        "The trial enrolled thirty adults whose depression had not\n"
        "lifted after two courses of an antidepressant, and gave\n"
        "Tocilizumab or placebo once, by drip, to every one of the\n"
        "people who took part. Remission was seen in a half of them.\n"
    )
    assert len(list(passages(parse(text)))) == 2


def test_no_sentence_crosses_a_region() -> None:
    text = "A headline without a stop The body begins here."
    border = text.index("The body")
    regions = (Region("headline", 0, border), Region("body", border, len(text)))
    found = [(p.text, p.region) for p in passages(parse(text, regions))]
    assert found == [
        ("A headline without a stop", "headline"),
        ("The body begins here.", "body"),
    ]
