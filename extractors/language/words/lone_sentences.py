"""Sentences as documents of their own, for the stages that read one sentence at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.attrs import NORM, SENT_START
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

_INSIDE = np.array(-1, dtype=np.int64).astype(np.uint64)
"""A token that starts no sentence, as spaCy writes it in an array."""


def lone_sentence(vocab: Vocab, words: Sequence[str], spaces: Sequence[bool], norms: Any) -> Doc:
    """One sentence with norms of these ids, an array; no parser may part it."""
    doc = Doc(vocab, words=list(words), spaces=list(spaces))
    values: Any = np.full((len(words), 2), _INSIDE, dtype=np.uint64)
    values[:, 0] = norms
    values[:1, 1] = 1
    doc.from_array([NORM, SENT_START], values)
    return doc


def alone(doc: Doc, sentences: Sequence[Span]) -> list[Doc]:
    """Each sentence of the document as a document of its own, bare of the lexicon's entities.

    Token i of the sentence is token i of its document: the same words, norms and spaces.
    """
    norms: Any = doc.to_array(NORM)
    found = []
    for sentence in sentences:
        words = [token.text for token in sentence]
        spaces = [bool(token.whitespace_) for token in sentence]
        own = norms[sentence.start : sentence.end]
        found.append(lone_sentence(doc.vocab, words, spaces, own))
    return found


def without_spaces(doc: Doc) -> Doc:
    """The sentence without tokens of white space; itself where it has none, or nothing else."""
    kept = [token for token in doc if not token.is_space]
    if len(kept) in (0, len(doc)):
        return doc
    norms: Any = doc.to_array(NORM)
    words = [token.text for token in kept]
    return lone_sentence(
        doc.vocab, words, [bool(t.whitespace_) for t in kept], norms[[t.i for t in kept]]
    )


def with_tree_of(doc: Doc, bare: Doc) -> Doc:
    """The sentence with the tags and heads of its bare copy; white space hangs on what it follows.

    At the start of the sentence it hangs on the first word.
    """
    places = [token.i for token in doc if not token.is_space]
    before = {place: index for index, place in enumerate(places)}
    rows = [_row(token.i, before, places, bare) for token in doc]
    values = zip(*rows, strict=True)
    heads, deps, tags, parts = (list(column) for column in values)
    full = Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        heads=heads,
        deps=deps,
        tags=tags,
        pos=parts,
    )
    norms: Any = doc.to_array([NORM])
    full.from_array([NORM], norms)
    return full


def _row(
    place: int, before: dict[int, int], places: Sequence[int], bare: Doc
) -> tuple[int, str, str, str]:
    """Head, label, tag and part of speech of the token at the place."""
    if place in before:
        token = bare[before[place]]
        return places[token.head.i], token.dep_, token.tag_, token.pos_
    earlier = [word for word in places if word < place]
    return (earlier[-1] if earlier else places[0]), "dep", "_SP", "SPACE"
