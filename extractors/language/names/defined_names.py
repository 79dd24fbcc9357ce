"""Short names that a document defines as something else than a treatment or an illness.

A trained model takes many an acronym in capitals for a drug or a disease. Where the document says
what it stands for ("non-exercise activity thermogenesis (NEAT)"), that settles it.
"""

from __future__ import annotations

from spacy.tokens import Doc

from extractors.language.names.abbreviations import definitions_of
from extractors.language.words.expressions import expression
from extractors.language.words.steps import text_of

__all__ = ["names_defined_otherwise"]


def names_defined_otherwise(doc: Doc) -> frozenset[str]:
    """The short forms whose long form words no illness, treatment or substance; found once."""
    known: frozenset[str] | None = doc.user_data.get("hedgerow.otherwise")
    if known is None:
        text, medical = text_of(doc), expression("medical_words", "medical")
        known = frozenset(
            found.short
            for found in definitions_of(doc)
            if not medical.search(text[slice(*found.long_span)])
        )
        doc.user_data["hedgerow.otherwise"] = known
    return known
