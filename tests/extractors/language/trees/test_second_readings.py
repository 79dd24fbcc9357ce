"""Second readings: each rule's examples, and trees that are left as they were."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import resources

import pytest
from spacy.tokens import Doc

from extractors.language.trees.second_readings import read_again
from extractors.language.trees.trained import alone, read_trees
from extractors.language.words.tokens import blank_english

TABLE = resources.files("extractors") / "rules" / "second_readings.toml"
ROWS = tomllib.loads(TABLE.read_text("utf-8"))["rule"]
PAIRS = [
    (row["id"], *pair) for row in ROWS for pair in (*row["examples"], *row["counter_examples"])
]


NLP = blank_english()


def tree(sentence: str) -> Doc:
    doc = NLP.make_doc(sentence)
    (read,) = read_trees(alone(doc, [doc[:]]))
    return read


@pytest.mark.parametrize(("rule", "sentence", "head"), PAIRS)
def test_the_right_word_heads_the_sentence(rule: str, sentence: str, head: str) -> None:
    assert [token.text for token in tree(sentence) if token.dep_ == "ROOT"] == [head], rule


def test_a_tree_that_can_be_right_is_not_read_again() -> None:
    trees = [tree("The walk eased pain."), tree("Zinc was safe.")]
    asked: list[int] = []

    def parse(docs: Sequence[Doc]) -> list[Doc]:
        asked.append(len(docs))
        return list(docs)

    read_again(trees, parse)
    assert asked == [0]


def test_a_second_reading_that_mends_nothing_changes_nothing() -> None:
    doc = NLP.make_doc("Causes of colds in camps")
    (read,) = read_trees(alone(doc, [doc[:]]))
    before = [(token.head.i, token.dep_, token.tag_) for token in read]
    read_again([read], lambda docs: [read.copy() for _ in docs])
    assert [(token.head.i, token.dep_, token.tag_) for token in read] == before


def test_a_kept_reading_has_the_words_of_the_text() -> None:
    read = tree("Zinc lozenges shortened colds.")
    assert [token.text for token in read] == ["Zinc", "lozenges", "shortened", "colds", "."]
    verb = read[2]
    assert (verb.tag_, verb.dep_) == ("VBD", "ROOT")
    assert {(c.text, c.dep_) for c in verb.children} >= {("lozenges", "nsubj"), ("colds", "obj")}


def test_white_space_is_no_part_of_the_tree() -> None:
    with_gaps = tree("The  pill eased\u2009 \u2009pain .")
    plain = tree("The pill eased pain .")
    words = [token for token in with_gaps if not token.is_space]
    assert len(words) < len(with_gaps)
    assert [(t.text, t.dep_, t.head.text, t.tag_) for t in words] == [
        (t.text, t.dep_, t.head.text, t.tag_) for t in plain
    ]
    assert sum(token.dep_ == "ROOT" for token in with_gaps) == 1
