"""What the trained pipeline sees in a sentence: tags, lemmas, a dependency tree, unlisted names.

The weights lie in `extractors/weights/english` (their licence and origin beside them); they were
trained by `hedgerow train` on the very tokens of `tokens.blank_english`. Each sentence is read by
itself, in small batches.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import NORM, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab
from thinc.api import Model, NumpyOps

from extractors.language import tokens  # noqa: F401  registers the tokenizer that the weights name

_INSIDE = np.array(-1, dtype=np.int64).astype(np.uint64)
"""A token that starts no sentence, as spaCy writes it in an array."""
BATCH = 64
"""Sentences at a time: more are no faster, and need more memory."""
NAMES = ("ner",)
"""The components that find names; the others make the tree."""


@cache
def trained_pipeline(vocab: Vocab, weights: Path | None = None) -> Language:
    """The trained components over this vocabulary, loaded once; OSError where there are none."""
    with resources.as_file(resources.files("extractors") / "weights" / "english") as shipped:
        nlp = spacy.load(weights or shipped, vocab=vocab)
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":
        multiply_with_numpy(nlp)
    return nlp


def multiply_with_numpy(nlp: Language) -> None:
    """None; the components multiply matrices by numpy, more than twice as fast as thinc's own way.

    Only where numpy keeps to one thread: over several, matrices this small take twice the time.
    """
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            node.ops = ops


def alone(doc: Doc, sentences: Sequence[Span]) -> list[Doc]:
    """Each sentence of the document as a document of its own, bare of the lexicon's entities.

    Token i of the sentence is token i of its document: the same words, norms and spaces. That it is
    one sentence is settled, and no parser may part it.
    """
    words = [token.text for token in doc]
    spaces = [bool(token.whitespace_) for token in doc]
    values = doc.to_array([NORM, SENT_START])
    values[:, 1] = _INSIDE
    found = []
    for sentence in sentences:
        places = slice(sentence.start, sentence.end)
        single = Doc(doc.vocab, words=words[places], spaces=spaces[places])
        single.from_array([NORM, SENT_START], _started(values[places]))
        found.append(single)
    return found


def _started(values: Any) -> Any:
    rows = values.copy()
    rows[0, 1] = 1
    return rows


def read_names(sentences: Sequence[Doc], *, batch_size: int = BATCH) -> list[tuple[Span, ...]]:
    """The chemicals and diseases that the model sees in each one-sentence document."""
    return [tuple(doc.ents) for doc in _run(sentences, NAMES, batch_size)]


def read_trees(sentences: Sequence[Doc], *, batch_size: int = BATCH) -> list[Doc]:
    """The one-sentence documents with tags, lemmas and heads."""
    if not sentences:
        return []
    nlp = trained_pipeline(sentences[0].vocab)
    makers = [name for name in nlp.pipe_names if name not in NAMES]
    return _run(sentences, makers, batch_size)


def _run(sentences: Sequence[Doc], components: Collection[str], batch_size: int) -> list[Doc]:
    if not sentences:
        return []
    nlp = trained_pipeline(sentences[0].vocab)
    docs = iter(sentences)
    for name, component in nlp.pipeline:
        if name in components:
            docs = component.pipe(docs, batch_size=batch_size)  # type: ignore[attr-defined]
    return list(docs)
