"""What the trained pipeline sees in a sentence: tags, a dependency tree, unlisted names.

The weights lie in `extractors/weights/english` (their licence and origin beside them); they were
trained by `hedgerow train` on the very tokens of `tokens.blank_english`. Each sentence is read by
itself, in small batches. The pipeline names lemmas too, for those who use it alone; none of our
rules reads them, so they are not asked for here.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab
from thinc.api import Model, NumpyOps

from extractors.language.trees.name_words import NameWords, read_name_words
from extractors.language.trees.repaired_trees import repair
from extractors.language.trees.second_readings import read_again
from extractors.language.trees.word_layers import Rows, WordLayers, with_word_layers
from extractors.language.words import (
    tokens,  # noqa: F401  registers the tokenizer that the weights name
)
from extractors.language.words.lone_sentences import alone, with_tree_of, without_spaces

__all__ = [
    "alone",
    "read_names",
    "read_trees",
    "trained_pipeline",
    "word_vectors",
    "words_like_names",
]

BATCH = 64
"""Sentences at a time: more are no faster, and need more memory."""
NAMES = ("ner",)
PARSERS = ("tok2vec", "tagger", "morphologizer", "parser")
"""The components that find names, and those that make trees."""


@cache
def trained_pipeline(vocab: Vocab, weights: Path | None = None) -> Language:
    """The trained components over this vocabulary, loaded once; OSError where there are none."""
    with resources.as_file(_shipped()) as shipped:
        nlp = spacy.load(weights or shipped, vocab=vocab)
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        multiply_with_numpy(nlp)
    _embed_each_word_once(nlp)
    return nlp


def _shipped() -> Traversable:
    return resources.files("extractors") / "weights" / "english"


def _embed_each_word_once(nlp: Language) -> None:
    """None; the word layers of names and trees are replaced by those that only read."""
    trees: Any = nlp.get_pipe("tok2vec")
    trees.model = with_word_layers(trees.model)
    names: Any = nlp.get_pipe("ner")
    layers = names.model.get_ref("tok2vec").layers
    layers[0] = with_word_layers(layers[0])


def multiply_with_numpy(nlp: Language) -> None:
    """None; the components multiply matrices by numpy, more than twice as fast as thinc's own way.

    Only where numpy keeps to one thread: over several, matrices this small take twice the time.
    """
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            node.ops = ops


def word_vectors(nlp: Language, spans: Sequence[Span]) -> Rows:
    """What each word of these spans of one document is to the names before its neighbours are seen.

    A row for each word, span after span; of all at once, since few at a time cost as much as many.
    """
    names: Any = nlp.get_pipe("ner")
    layers: WordLayers = names.model.get_ref("tok2vec").layers[0].attrs["layers"]
    columns: Any = spans[0].doc.to_array(layers.columns)
    return layers.alone(np.concatenate([columns[span.start : span.end] for span in spans]))


def words_like_names(sentences: Sequence[Span]) -> list[list[int]]:
    """For each of these spans of one document the places in it of words that may be in a name."""
    if not sentences:
        return []
    vectors = word_vectors(trained_pipeline(sentences[0].doc.vocab), sentences)
    alike = _name_words().like_names(vectors)
    ends = list(accumulate(map(len, sentences), initial=0))
    return [list(np.flatnonzero(alike[start:end])) for start, end in pairwise(ends)]


@cache
def _name_words() -> NameWords:
    with resources.as_file(_shipped()) as folder:
        return read_name_words(folder)


def read_names(sentences: Sequence[Doc], *, batch_size: int = BATCH) -> list[tuple[Span, ...]]:
    """The chemicals and diseases that the model sees in each one-sentence document."""
    return [tuple(doc.ents) for doc in _run(sentences, NAMES, batch_size)]


def read_trees(sentences: Sequence[Doc], *, batch_size: int = BATCH) -> list[Doc]:
    """The one-sentence documents with tags and heads.

    White space is no part of a sentence to the parser; trees that cannot be right are read again
    (`second_readings`), and what then still breaks the grammar is repaired (`tree_repairs`).
    """
    bare = [without_spaces(doc) for doc in sentences]

    def parse(docs: Sequence[Doc]) -> list[Doc]:
        return _run(docs, PARSERS, batch_size)

    read_again(parsed := parse(bare), parse)
    for tree in parsed:
        repair(tree)
    return [
        with_tree_of(whole, tree) if len(whole) > len(tree) else tree
        for whole, tree in zip(sentences, parsed, strict=True)
    ]


def _run(sentences: Sequence[Doc], components: Collection[str], batch_size: int) -> list[Doc]:
    if not sentences:
        return []
    nlp = trained_pipeline(sentences[0].vocab)
    docs = iter(sentences)
    for name, component in nlp.pipeline:
        if name in components:
            docs = component.pipe(docs, batch_size=batch_size)  # type: ignore[attr-defined]
    return list(docs)
