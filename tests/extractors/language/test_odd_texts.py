"""Texts that end early, hold no word, or hold nothing else: each is read, and offsets hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.documents.text import read_text
from extractors.language.annotate import annotate

_CUT_OFF = (
    *("patients with gout,", "adults with gout, pain,", "patients with gout, and", "mice with"),
    *("patients who", "those whose", "people aged 70 and", "of the", "the drug", "said", "said Dr"),
    *("They found that", "HR 0.5 (95% CI", "P = .01 and", "12 of", "54% v", "mean 5 (SD", "(n ="),
    *("interleukin 6 (IL-6", "off-label", "a study of", "whereas", "more than", "et al."),
)
_WORDLESS = (
    *("", " \n ", "-", '"', "”", "(" * 40, "]" * 40, ", " * 400, "." * 400, "1 " * 400),
    *("0 of 0 patients", "NNT = 0", "P < 10-99999", "½ of patients", "٣ patients", "１２% of mice"),
    *("阿司匹林减少了疼痛。", "الأسبرين يقلل الألم", "😀 aspirin 😀 reduced 😀 pain", "ß" * 400),
)
_ODD = (
    *_CUT_OFF,
    *(f"Aspirin reduced pain. {text}" for text in _CUT_OFF),
    *(f"{text} aspirin reduced pain in {text}" for text in _CUT_OFF),
    *_WORDLESS,
    "(aspirin [reduced {pain " * 60,
    "\n".join(f"aspirin\t{row}\t{row} (3.{row})\t0.0{row}" for row in range(40)),
    "".join(f"aspirin{row}mg({row}.{row})p0.{row}" for row in range(40)),
)


@pytest.mark.parametrize("types", [(), ("Randomized Controlled Trial",)], ids=["page", "paper"])
def test_an_odd_text_is_read_and_all_that_is_found_stands_in_it(types: tuple[str, ...]) -> None:
    for text in _ODD:
        document = replace(read_text(text, id="odd"), publication_types=types)
        reading = annotate(document)
        for found in (*reading.mentions, *reading.quantities):
            assert document.text[found.start : found.end] == found.surface, text
