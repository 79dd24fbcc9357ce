"""Sentence boundaries: one case a line, sentences parted by |."""

from __future__ import annotations

import time

import pytest

from extractors.language.pipeline import parse
from extractors.language.words.sentences import mark_sentences, passages
from extractors.language.words.tokens import blank_english
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


WORDS = 4_000
FOREVER = {
    "lines": "the drug and the dose\n" * (WORDS // 5),
    "semicolons": "the drug and the dose; " * (WORDS // 5),
    "commas": "the drug and the dose, " * (WORDS // 5),
    "nothing": "the drug and the dose " * (WORDS // 5),
}


@pytest.mark.parametrize("parted_by", FOREVER)
def test_a_sentence_without_end_is_parted_at_the_best_border(parted_by: str) -> None:
    text = "A headline. " + FOREVER[parted_by]
    found = list(passages(parse(text, (Region("body", 0, len(text)),))))
    assert all(len(passage.span) <= 300 for passage in found)
    assert [text[p.start : p.end] for p in found] == [p.text for p in found]
    assert "".join("".join(p.text for p in found).split()) == "".join(text.split())
    if parted_by != "nothing":
        assert all(p.text.startswith("the drug") for p in found[1:])


def test_a_long_sentence_with_an_end_is_whole() -> None:
    text = "The drug, " + "the dose, the age, " * 45 + "and the arm were known. It fell."
    assert len(list(passages(parse(text)))) == 2


def test_ten_times_the_text_costs_about_ten_times_as_much() -> None:
    """A ratio of CPU time within one run, far from the hundred of a cost that grows squared."""

    def cost(count: int) -> float:
        doc = blank_english().make_doc("The drug and the dose were given. " * count)
        started = time.process_time()
        mark_sentences(doc)
        taken = time.process_time() - started
        assert len(list(doc.sents)) == count
        return taken

    cost(10)
    assert cost(4000) < 35 * min(cost(400) for _ in range(3))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It eases the burden of damage.7–9 Naps help too.", 2),
        ("It helps in arthritis.14 16 Although few slept, naps help.", 2),
        ("It fell by 2.5 Points in all.", 1),
        ("Lesions do not heal in MS. They grow.", 2),
        ("Ms. Lee slept.", 1),
        ("J.P. Morgan slept.", 1),
        ("It was sold in the U.A.E. The price fell.", 2),
    ],
)
def test_raised_references_acronyms_and_initials(text: str, count: int) -> None:
    assert len(list(parse(text).sents)) == count
