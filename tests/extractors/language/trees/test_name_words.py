"""Words that look like part of a name by themselves, and the sentences that have none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractors.documents.text import read_text
from extractors.language import cascade
from extractors.language.annotate import annotate
from extractors.language.trees.name_words import NameWords, read_name_words, write_name_words
from extractors.language.trees.trained import words_like_names
from extractors.language.words.tokens import blank_english


def test_a_line_comes_back_as_it_was_written(tmp_path: Path) -> None:
    line = NameWords(np.array([0.25, -1.5], dtype=np.float32), -0.5)
    write_name_words(line, tmp_path)
    read = read_name_words(tmp_path)
    assert read.weights.tolist() == [0.25, -1.5]
    assert read.bar == -0.5
    rows = np.array([[1, 0], [0, 1], [-2, 0]], dtype=np.float32)
    assert read.like_names(rows).tolist() == [True, False, False]


@pytest.mark.parametrize("name", ["clozapine", "hepatotoxicity", "benzodiazepinone", "uveitis"])
def test_names_are_like_names_and_plain_words_are_not(name: str) -> None:
    doc = blank_english().make_doc(f"They said that it was seen when {name} was given to them.")
    (places,) = words_like_names([doc[:]])
    assert [doc[int(place)].text for place in places] == [name]


def test_sentences_of_one_document_are_judged_as_each_alone() -> None:
    doc = blank_english().make_doc("We saw it. Then clozapine eased it. Nausea came back at once.")
    spans = [doc[0:4], doc[4:9], doc[9:15]]
    together = words_like_names(spans)
    assert [list(places) for places in together] == [
        list(words_like_names([span])[0]) for span in spans
    ]
    assert words_like_names([]) == []


def test_a_sentence_without_such_a_word_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    search = cascade.read_names

    def spied(sentences: list[object]) -> object:
        read.extend(str(sentence) for sentence in sentences)
        return search(sentences)  # type: ignore[arg-type]

    monkeypatch.setattr(cascade, "read_names", spied)
    plain = "Tocilizumab eased the pain of most who came."
    unlisted = "Tocilizumab eased hypercortisolaemia in most who came."
    annotate(read_text(f"{plain} {unlisted}", id="a"))
    assert read == [unlisted]
