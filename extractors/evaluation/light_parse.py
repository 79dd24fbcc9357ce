"""Tokens and sentences without mentions: all that cues, certainty and causal strength read."""

from __future__ import annotations

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractors.language.words import sentences  # noqa: F401  registers its spaCy component
from extractors.language.words.tokens import blank_english


@cache
def _pipeline() -> Language:
    nlp = blank_english()
    nlp.add_pipe("hedgerow_sentences")
    return nlp


def parse(text: str) -> Doc:
    """The text as tokens and sentences, as the full pipeline makes them."""
    return _pipeline()(text)
