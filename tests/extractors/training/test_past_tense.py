"""Trees told in the past tense."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.training.past_tense import in_past_tense, past_forms


@pytest.fixture
def present() -> Doc:
    """ "Walking slows decline", as a tree."""
    return Doc(
        Vocab(),
        words=["Walking", "slows", "decline"],
        tags=["NN", "VBZ", "NN"],
        pos=["NOUN", "VERB", "NOUN"],
        lemmas=["walking", "slow", "decline"],
        heads=[1, 1, 1],
        deps=["nsubj", "ROOT", "obj"],
    )


@pytest.fixture
def past() -> Doc:
    """ "Rain slowed us", which shows how the verb's past is written."""
    return Doc(
        Vocab(),
        words=["Rain", "slowed", "us"],
        tags=["NN", "VBD", "PRP"],
        pos=["NOUN", "VERB", "PRON"],
        lemmas=["rain", "slow", "we"],
        heads=[1, 1, 1],
        deps=["nsubj", "ROOT", "obj"],
    )


def test_the_present_becomes_the_past_that_the_treebank_holds(present: Doc, past: Doc) -> None:
    (copy,) = in_past_tense([present], past_forms([past]))
    assert [(t.text, t.tag_, t.dep_) for t in copy] == [
        ("Walking", "NN", "nsubj"),
        ("slowed", "VBD", "ROOT"),
        ("decline", "NN", "obj"),
    ]


def test_a_verb_whose_past_nobody_wrote_stays(present: Doc, past: Doc) -> None:
    assert list(in_past_tense([present], past_forms([]))) == []
    assert list(in_past_tense([past], past_forms([past]))) == []
