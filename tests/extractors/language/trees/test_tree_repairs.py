"""Repairs of trees: every row's faulty trees are mended, and those that look alike stay."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest
from spacy.tokens import Doc

from extractors.language.trees.repaired_trees import repair
from extractors.language.trees.trained import alone, read_trees
from extractors.language.trees.tree_repairs import tree_repairs
from extractors.language.words.tokens import blank_english

_ROWS: list[dict[str, Any]] = tomllib.loads(
    (resources.files("extractors") / "rules" / "tree_repairs.toml").read_text("utf-8")
)["repair"]
_PARTS = {"NNP": "PROPN", "NN": "NOUN", "NNS": "NOUN", "JJ": "ADJ", "JJR": "ADJ", "PRP": "PRON"}
_VERBS = {"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"}


def tree_of(written: str) -> Doc:
    """The tree that word|tag|relation|head describe."""
    words, tags, relations, heads = zip(*(w.split("|") for w in written.split()), strict=True)
    parts = [
        "AUX" if r.startswith(("aux", "cop")) else _part(tag)
        for tag, r in zip(tags, relations, strict=True)
    ]
    return Doc(
        blank_english().vocab,
        words=list(words),
        tags=list(tags),
        pos=parts,
        deps=list(relations),
        heads=[int(head) for head in heads],
    )


def _part(tag: str) -> str:
    return "VERB" if tag in _VERBS else "ADP" if tag == "IN" else _PARTS.get(tag, "X")


def relations_of(doc: Doc) -> set[tuple[str, str, str]]:
    return {(token.text, token.dep_, token.head.text) for token in doc}


@pytest.mark.parametrize(
    ("rule", "written", "becomes"),
    [(row["id"], e["tree"], e["becomes"]) for row in _ROWS for e in row["examples"]],
)
def test_a_tree_with_the_fault_is_mended(rule: str, written: str, becomes: list[list[str]]) -> None:
    doc = tree_of(written)
    assert repair(doc) == (rule,)
    assert {tuple(row) for row in becomes} <= relations_of(doc)
    assert [token.dep_ for token in doc].count("ROOT") == 1


@pytest.mark.parametrize("written", [tree for row in _ROWS for tree in row["counter_examples"]])
def test_a_tree_that_looks_alike_stays(written: str) -> None:
    doc = tree_of(written)
    before = relations_of(doc)
    assert repair(doc) == ()
    assert relations_of(doc) == before


def test_each_row_names_a_source_and_has_both_kinds_of_examples() -> None:
    assert [row["id"] for row in _ROWS] == [rule.id for rule in tree_repairs()]
    assert all(row["source"] and row["examples"] and row["counter_examples"] for row in _ROWS)


def test_a_repair_made_once_leaves_nothing_to_repair() -> None:
    for row in _ROWS:
        for example in row["examples"]:
            repair(doc := tree_of(example["tree"]))
            assert repair(doc) == ()


def test_real_parses_are_repaired() -> None:
    doc = blank_english().make_doc("Daily slow swimming helps lower glucose even in old age.")
    (tree,) = read_trees(alone(doc, [doc[:]]))
    assert ("glucose", "obj", "lower") in relations_of(tree)
