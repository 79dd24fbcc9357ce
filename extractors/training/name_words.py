"""A line between words of names and others, from `python -m extractors.training.name_words`.

    python -m extractors.training.name_words PIPELINE CORPORA

It is fitted to the vectors that the pipeline's names give single words (logistic regression by
Newton's method), over all words of the corpora as often as they stand there. Its bar leaves MISSED
of the corpora's names without one word over it; a sentence without such a word is not searched.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from extractors.language.trees.name_words import NameWords, Rows, write_name_words
from extractors.language.trees.trained import trained_pipeline, word_vectors
from extractors.language.words.tokens import blank_english

MISSED = 0.03
"""Share of the corpora's names, listed ones too, all of whose words stay under the bar."""
_ROUNDS = 15
_RIDGE = 0.1
_FAR = 30.0
"""No word is surer than this: exp() of more is infinite."""

Wide = NDArray[np.float64]


def name_words(nlp: Language, docs: Iterable[Doc]) -> NameWords:
    """The line for the words of annotated documents over the pipeline's vocabulary."""
    texts = [doc for doc in docs if len(doc)]
    rows = [word_vectors(nlp, [doc[:]]) for doc in texts]
    inside = [np.array([token.ent_iob_ in {"B", "I"} for token in doc]) for doc in texts]
    weights = fitted(np.concatenate(rows), np.concatenate(inside))
    best = [
        float((own[name.start : name.end] @ weights).max())
        for doc, own in zip(texts, rows, strict=True)
        for name in doc.ents
    ]
    return NameWords(weights, round(float(np.quantile(best, MISSED)), 6))


def fitted(rows: Rows, inside: NDArray[np.bool_]) -> Rows:
    """The direction in which the rows inside of names lie, by logistic regression.

    Without its constant, which a bar takes the place of.
    """
    center, spread = rows.mean(0, dtype=float), rows.std(0, dtype=float) + 1e-6
    scaled: Wide = np.column_stack([(rows - center) / spread, np.ones(len(rows))])
    weights = np.zeros(scaled.shape[1])
    for _ in range(_ROUNDS):
        sure = 1 / (1 + np.exp(-np.clip(scaled @ weights, -_FAR, _FAR)))
        slope = scaled.T @ (sure - inside) + _RIDGE * weights
        bend = (scaled * (sure * (1 - sure))[:, None]).T @ scaled
        weights -= np.linalg.solve(bend + _RIDGE * np.eye(len(weights)), slope)
    line: Rows = (weights[:-1] / spread).astype(np.float32)
    return line


def main(pipeline: Path, corpora: Path) -> None:
    """The line on disk, in the pipeline's folder."""
    nlp = trained_pipeline(blank_english().vocab, pipeline)
    files = sorted(corpora.glob("*.spacy"))
    docs = (doc for file in files for doc in DocBin().from_disk(file).get_docs(nlp.vocab))
    line = name_words(nlp, docs)
    write_name_words(line, pipeline)
    sys.stdout.write(f"{len(files)} corpora, a bar of {line.bar:.3f} in {pipeline}\n")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
