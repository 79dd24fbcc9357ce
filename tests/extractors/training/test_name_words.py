"""The line between words of names and others, fitted to what the corpora say."""

from __future__ import annotations

import numpy as np
from spacy.tokens import Doc, Span

from extractors.language.trees.trained import trained_pipeline, word_vectors
from extractors.language.words.tokens import blank_english
from extractors.training.name_words import MISSED, fitted, name_words


def test_the_line_points_to_where_names_lie() -> None:
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(2000, 3)).astype(np.float32)
    inside = rows[:, 0] - rows[:, 2] + chance.normal(scale=0.3, size=2000) > 1
    line = fitted(rows, inside)
    assert line[0] > 0 > line[2]
    assert abs(line[1]) < 0.2 * min(line[0], -line[2])
    assert abs(line[0] + line[2]) < 0.3 * line[0]


def test_the_bar_leaves_the_stated_share_of_names_under_it() -> None:
    vocab = blank_english().vocab
    nlp = trained_pipeline(vocab)
    names = ["clozapine", "lithium", "nausea", "uveitis", "sepsis", "heparin", "ibuprofen", "gout"]
    docs = []
    for name in names * 10:
        doc = Doc(vocab, words=["They", "gave", "or", "saw", name, "once", "."])
        doc.set_ents([Span(doc, 4, 5, "DISEASE")])
        docs.append(doc)
    line = name_words(nlp, docs)
    rows = np.concatenate([word_vectors(nlp, [doc[:]]) for doc in docs])
    alike = line.like_names(rows).reshape(len(docs), 7)
    assert (~alike[:, 4]).mean() <= MISSED + 1 / len(names)
    assert not alike[:, [0, 1, 2, 3, 5, 6]].any()
