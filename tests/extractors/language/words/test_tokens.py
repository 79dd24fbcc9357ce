"""The tokens of health text, and their norms."""

from __future__ import annotations

import pytest

from extractors.language.pipeline import parse
from extractors.language.words.tokens import blank_english


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It blocks IL-17A. Next", "It blocks IL-17A . Next"),
        ("via NF-kappaB. We", "via NF - kappaB . We"),
        ("given vitamin D. It", "given vitamin D . It"),
        ("by J. Lee", "by J . Lee"),
        ("sold in the U.S. at 5 p.m.", "sold in the U.S. at 5 p.m."),
        ("Dr. Lee, Ph.D., e.g. this", "Dr. Lee , Ph.D. , e.g. this"),
        ("in group 8) and (IL-6): a", "in group 8 ) and ( IL-6 ) : a"),
        ("cyclosporine- and -propranolol", "cyclosporine - and - propranolol"),
        ("-5 points", "-5 points"),
        ("PI3K, HEK293T and 10mg", "PI3K , HEK293T and 10 mg"),
        ("the Id gene on Wed.", "the Id gene on Wed ."),
        ("Better?they asked", "Better ? they asked"),
        ("IL-6—a cytokine", "IL-6 — a cytokine"),
        ("TNF/IL-1 (p<0.05)", "TNF / IL-1 ( p < 0.05 )"),
    ],
)
def test_words_are_cut_as_lexicons_write_them(text: str, words: str) -> None:
    assert [token.text for token in blank_english()(text)] == words.split()


@pytest.mark.parametrize("name", ["IL-17A", "vitamin D", "hepatitis C"])
def test_a_name_that_ends_a_sentence_is_found(name: str) -> None:
    doc = parse(f"We measured {name}. Then we wrote it up.")
    assert name in {entity.text for entity in doc.ents}
    assert len(list(doc.sents)) == 2
