"""Abbreviation definitions after Schwartz and Hearst."""

from __future__ import annotations

import pytest

from extractors.language.names.abbreviations import find_definitions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adults with treatment-resistant depression (TRD) enrolled.",
         "TRD=treatment-resistant depression"),
        ("Selective serotonin reuptake inhibitors (SSRIs) help.",
         "SSRIs=Selective serotonin reuptake inhibitors"),
        ("the number needed to treat (NNT)", "NNT=number needed to treat"),
        ("transforming growth factor-β (TGF-β) rose", "TGF-β=transforming growth factor-β"),
        ("C-reactive protein [CRP] fell", "CRP=C-reactive protein"),
        ("by mass spectrometry (MS) of urine", "MS=mass spectrometry"),
        ("giant cell arteritis (also GCA)", "GCA=giant cell arteritis"),
        ("giant cell arteritis (GCA; n = 30)", "GCA=giant cell arteritis"),
        ("TRD (treatment-resistant depression) is common", "TRD=treatment-resistant depression"),
    ],
)  # fmt: skip
def test_a_definition(text: str, expected: str) -> None:
    (found,) = find_definitions(text)
    (start, end), (from_, to) = found.long_span, found.short_span
    assert f"{text[from_:to]}={text[start:end]}" == expected
    assert found.short == text[from_:to]


@pytest.mark.parametrize(
    "text",
    [
        "It fell (see below).",
        "It fell (30%).",
        "It fell (P < 0.05).",
        "The city of Bristol (UK) agreed.",
        "We ended. Treatment (TRD) followed.",
        "It rose (in 2019).",
        "It rose (n = 14).",
    ],
)
def test_no_definition(text: str) -> None:
    assert find_definitions(text) == ()


def test_the_first_definition_counts() -> None:
    text = "multiple sclerosis (MS) and later mass spectrometry (MS)"
    (found,) = find_definitions(text)
    assert text[slice(*found.long_span)] == "multiple sclerosis"
