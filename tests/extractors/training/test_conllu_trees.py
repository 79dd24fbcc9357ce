"""CoNLL-U: words, trees and white space, and what is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from extractors.errors import InputError
from extractors.training.conllu_trees import (
    Sentence,
    Word,
    by_document,
    is_tree,
    parse_sentences,
    read_sentences,
)


def row(number: str, form: str, head: str = "_", dep: str = "_", misc: str = "_") -> str:
    return "\t".join([number, form, form.lower(), "X", "_", "_", head, dep, "_", misc])


CONTRACTED = [
    "# newdoc id = a",
    row("1", "Nurses", "4", "nsubj"),
    row("2-3", "can't", misc="SpaceAfter=Yes"),
    row("2", "ca", "4", "aux"),
    row("3", "n't", "4", "advmod"),
    row("4", "wait", "0", "root", "Cxn=None|SpaceAfter=No"),
    row("4.1", "wait"),
    row("5", "!", "4", "punct"),
    "",
]


def words_of(*heads: int) -> tuple[Word, ...]:
    return tuple(Word("w", "w", "X", "X", head, "dep", True) for head in heads)


def test_words_carry_their_columns_and_an_underscore_is_nothing() -> None:
    (sentence,) = parse_sentences(CONTRACTED)
    assert sentence.words[0] == Word("Nurses", "nurses", "X", "", 4, "nsubj", True)
    assert sentence.starts_document


def test_words_of_a_contraction_stand_together_and_empty_nodes_are_left_out() -> None:
    (sentence,) = parse_sentences(CONTRACTED)
    text = "".join(word.form + " " * word.space_after for word in sentence.words)
    assert text == "Nurses can't wait! "


def test_a_last_sentence_needs_no_empty_line() -> None:
    assert len(list(parse_sentences([*CONTRACTED, row("1", "Go", "0", "root")]))) == 2


def test_documents_begin_where_the_file_says_so() -> None:
    first, second = Sentence(words_of(0), starts_document=True), Sentence(words_of(0))
    assert list(by_document([first, second, first])) == [[first, second], [first]]


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        pytest.param((2, 0, 2), True, id="tree"),
        pytest.param((0, 0), False, id="two-roots"),
        pytest.param((2, 1), False, id="no-root"),
        pytest.param((0, 3, 2), False, id="loop-beside-the-root"),
        pytest.param((0, 9), False, id="head-outside"),
    ],
)
def test_only_one_rooted_whole_is_a_tree(heads: tuple[int, ...], expected: bool) -> None:
    assert is_tree(words_of(*heads)) is expected


@pytest.mark.parametrize("line", ["1\tshort", row("1", "w", "over", "dep")])
def test_a_line_that_is_no_conllu_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.conllu"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(InputError, match=r"bad\.conllu: .*CoNLL-U"):
        list(read_sentences(path))


def test_gzipped_files_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "trees.conllu.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(CONTRACTED))
    assert [len(sentence.words) for sentence in read_sentences(path)] == [5]
