"""Short names that a document defines as something else than a treatment or an illness.

A trained model takes many an acronym in capitals for a drug or a disease. Where the document says
what it stands for ("non-exercise activity thermogenesis (NEAT)"), that settles it.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extractors.language.abbreviations import definitions_of
from extractors.language.steps import text_of

__all__ = ["names_defined_otherwise"]

_MEDICAL = re.compile(
    r"syndrome|diseas|disorder|deficien|defect|cancer|carcinom|tumou?r|neoplas|lesion|ulcer"
    r"|(?:itis|osis|a?emia|pathy|oma|algia|trophy|plegia|sclerosis|rrh(?:o?ea|age)|plasia)\b"
    r"|infect|virus|injur|failure|pain|fever|impairment|dysfunction|illness|bleed|attack|death"
    r"|embolism|thromb|fibrillation|stroke|abuse|addiction|dependence|obes|insomnia|resistance"
    r"|therap|training|treatment|intervention|counsel|mind.body|mindful"
    r"|acid|vaccin|drug|agonist|inhibitor|blocker|antibod|extract|supplement|toxin|steroid|vitamin"
    r"|(?:ine|ide|ate|mab|nib|one|ol|in|gu[eé]rin|ium|ane|ene)s?$",
    re.IGNORECASE,
)
"""Wording of an illness, a treatment or a substance in a long form; chemical endings last."""


def names_defined_otherwise(doc: Doc) -> frozenset[str]:
    """The short forms whose long form words no illness, treatment or substance; found once."""
    known: frozenset[str] | None = doc.user_data.get("hedgerow.otherwise")
    if known is None:
        text = text_of(doc)
        known = frozenset(
            found.short
            for found in definitions_of(doc)
            if not _MEDICAL.search(text[slice(*found.long_span)])
        )
        doc.user_data["hedgerow.otherwise"] = known
    return known
