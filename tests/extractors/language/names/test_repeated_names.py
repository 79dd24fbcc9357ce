"""What the model named once is found wherever the document says it, and nowhere else."""

from __future__ import annotations

import pytest

from extractors.language.annotate import annotate
from extractors.model import Document

DRUG = "Otilonium bromide (OB) eases the pain of irritable bowel syndrome."


def _found(text: str) -> list[tuple[str, str, str]]:
    mentions = annotate(Document("x", text)).mentions
    assert all(text[m.start : m.end] == m.surface for m in mentions)
    return [(m.surface, m.name, m.link_method) for m in mentions if m.type == "drug"]


def test_a_name_and_its_abbreviation_are_found_in_sentences_that_the_model_does_not_read() -> None:
    text = f"{DRUG} OB was cheap. Nobody had asked for otilonium bromide before."
    name = "otilonium bromide"
    assert _found(text) == [
        ("Otilonium bromide", name, "model"),
        ("OB", name, "abbreviation"),
        ("OB", name, "abbreviation"),
        ("otilonium bromide", name, "model"),
    ]


@pytest.mark.parametrize("rest", ["The OB-GYN ward was full.", "MOBILE units came.", "ob was out."])
def test_other_words_are_not(rest: str) -> None:
    assert len(_found(f"{DRUG} {rest}")) == 2


def test_what_the_lexicon_names_stands() -> None:
    text = f"{DRUG} Tocilizumab was given with otilonium bromide."
    assert _found(text)[2:] == [
        ("Tocilizumab", "tocilizumab", "exact"),
        ("otilonium bromide", "otilonium bromide", "model"),
    ]
