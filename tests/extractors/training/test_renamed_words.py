"""Copies of gold trees with other names in them keep the tree."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.training import renamed_words
from extractors.training.renamed_words import renamed


@pytest.fixture
def gold() -> Doc:
    """ "Maria quickly sold the house", as a tree."""
    return Doc(
        Vocab(),
        words=["Maria", "quickly", "sold", "the", "house"],
        tags=["NNP", "RB", "VBD", "DT", "NN"],
        pos=["PROPN", "ADV", "VERB", "DET", "NOUN"],
        heads=[2, 2, 2, 4, 2],
        deps=["nsubj", "advmod", "ROOT", "det", "obj"],
    )


def test_a_name_is_exchanged_and_the_tree_stays(gold: Doc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renamed_words, "SHARE", 1.0)
    (copy,) = renamed([gold], ["sarilumab"], seed=0)
    assert [token.text for token in copy] == ["sarilumab", "quickly", "sold", "the", "house"]
    assert [(t.head.i, t.dep_, t.tag_) for t in copy] == [(t.head.i, t.dep_, t.tag_) for t in gold]


def test_a_document_without_a_name_has_no_copy(gold: Doc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renamed_words, "SHARE", 0.0)
    assert list(renamed([gold], ["sarilumab"], seed=0)) == []


def test_a_common_noun_with_words_of_its_own_is_left_alone(
    gold: Doc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renamed_words, "SHARE", 1.0)
    gold[4].dep_ = "nsubj"  # "the house" in the subject's seat keeps its article's noun
    (copy,) = renamed([gold], ["sarilumab"], seed=0)
    assert copy[4].text == "house"
