"""The spaCy pipeline that every document goes through."""

from __future__ import annotations

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractors.language import sentences  # noqa: F401  registers its spaCy component
from extractors.language.tokens import blank_english
from extractors.model import Region


@cache
def load_pipeline() -> Language:
    """The pipeline of this process, built at its first use."""
    nlp = blank_english()
    nlp.add_pipe("hedgerow_sentences")
    return nlp


def parse(text: str, regions: tuple[Region, ...] = ()) -> Doc:
    """The text as a spaCy document, its sentences kept inside their regions."""
    nlp = load_pipeline()
    doc = nlp.make_doc(text)
    doc._.regions = regions
    return nlp(doc)
