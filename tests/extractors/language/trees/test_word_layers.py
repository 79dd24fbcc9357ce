"""The word layers that only read: thinc's vectors, the same to the last bit in any batch."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from thinc.api import Model

from extractors.language.pipeline import parse
from extractors.language.trees import word_layers
from extractors.language.trees.trained import alone
from extractors.language.trees.word_layers import WordLayers, with_word_layers

TEXT = """\
Sarilumab eased pain. Pain, said nobody ever, is good for you; 14 of 20 men (70 %) agreed with her.
Yes. The NF-kappaB pathway didn't change in women who swam, ran or slept near the sea for a year.
"""
Tok2Vec = Model[Any, Any]


@pytest.fixture(scope="module")
def sentences() -> list[Doc]:
    doc = parse(TEXT)
    return alone(doc, list(doc.sents))


@pytest.fixture(scope="module", params=["tok2vec", "ner"])
def tok2vec(request: pytest.FixtureRequest, sentences: list[Doc]) -> Tok2Vec:
    weights = Path(str(resources.files("extractors"))) / "weights" / "english"
    nlp = spacy.load(weights, vocab=sentences[0].vocab)
    model: Tok2Vec = nlp.get_pipe(request.param).model  # type: ignore[attr-defined]
    return model.get_ref("tok2vec").layers[0] if request.param == "ner" else model


def test_the_vectors_are_those_of_the_trained_model(tok2vec: Tok2Vec, sentences: list[Doc]) -> None:
    expected = tok2vec.predict(sentences)
    for mine, theirs in zip(with_word_layers(tok2vec).predict(sentences), expected, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-4)


def test_no_sentence_is_read_otherwise_in_other_company(
    tok2vec: Tok2Vec, sentences: list[Doc]
) -> None:
    together = WordLayers(tok2vec).read(sentences)
    fresh = WordLayers(tok2vec)
    backwards = [fresh.read([sentence])[0] for sentence in reversed(sentences)]
    for one, other in zip(together, reversed(backwards), strict=True):
        np.testing.assert_array_equal(one, other)


def test_words_are_forgotten_beyond_the_bound(
    tok2vec: Tok2Vec, sentences: list[Doc], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = WordLayers(tok2vec).read(sentences)
    monkeypatch.setattr(word_layers, "MOST", 12)
    layers = WordLayers(tok2vec)
    for sentence, vectors in zip(sentences, expected, strict=True):
        np.testing.assert_array_equal(layers.read([sentence])[0], vectors)
        assert layers.held <= max(12, len(sentence))


def test_they_are_not_for_training(tok2vec: Tok2Vec, sentences: list[Doc]) -> None:
    with pytest.raises(ValueError, match="train the model that they were made of"):
        with_word_layers(tok2vec).begin_update(sentences)
