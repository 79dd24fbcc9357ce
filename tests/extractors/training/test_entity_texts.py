"""IOB and PubTator: texts, entities, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import InputError
from extractors.training.entity_texts import (
    AnnotatedText,
    iob_text,
    pubtator_text,
    read_iob,
    read_pubtator,
)

ARTICLE = [
    "7|t|Salt in gout.",
    "7|a|Mice had no gout.",
    "7\t0\t4\tSalt\tChemicalEntity\tD1",
    "7\t8\t12\tgout\tDiseaseOrPhenotypicFeature\tD2",
    "7\t14\t18\tMice\tOrganismTaxon\t1",
    "7\tPositive_Correlation\tD1\tD2\tNovel",
]


def named(annotated: AnnotatedText) -> list[tuple[str, str]]:
    return [(annotated.text[start:end], label) for start, end, label in annotated.entities]


def test_iob_entities_end_where_the_next_begins() -> None:
    text = iob_text(
        [
            ("Zinc", "B-Chemical"),
            ("copper", "B-Chemical"),
            ("ions", "I-Chemical"),
            ("ease", "O"),
            ("gout", "I-Disease"),
            ("IL", "B-GENE"),
            ("-", "I-GENE"),
            ("6", "I-GENE"),
        ]
    )
    assert named(text) == [
        ("Zinc", "CHEMICAL"),
        ("copper ions", "CHEMICAL"),
        ("gout", "DISEASE"),
        ("IL-6", "GENE"),
    ]


def test_six_iob_sentences_make_a_text(tmp_path: Path) -> None:
    path = tmp_path / "gout.tsv"
    path.write_text("Gout\tB-Disease\nhurts\tO\n.\tO\n\n" * 7, "utf-8")
    first, second = read_iob(path)
    assert first.text == " ".join(["Gout hurts."] * 6)
    assert named(first) == [("Gout", "DISEASE")] * 6
    assert second.text == "Gout hurts."


@pytest.mark.parametrize("line", ["lonely", "word\tX-Disease", "word\tO\tO"])
def test_a_line_that_is_no_iob_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(InputError, match=r"bad\.tsv: .* IOB"):
        list(read_iob(path))


def test_pubtator_keeps_the_text_and_our_labels() -> None:
    text = pubtator_text(ARTICLE)
    assert text.text == "Salt in gout. Mice had no gout."
    assert named(text) == [("Salt", "CHEMICAL"), ("gout", "DISEASE")]


def test_pubtator_offsets_that_lie_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.PubTator"
    path.write_text("\n".join([*ARTICLE, "7\t1\t4\tgout\tChemicalEntity\tD1"]), "utf-8")
    with pytest.raises(InputError, match=r"bad\.PubTator: 7 has not 'gout' at 1"):
        list(read_pubtator(path))
