"""The language of a text; English is decided by its small words, the rest by a model."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SMALL_WORDS = frozenset(
    {
        *("the", "of", "and", "to", "in", "a", "is", "that", "for", "with", "on", "as", "are"),
        *("was", "by", "be", "this", "from", "or", "which", "were", "not", "have", "has", "it"),
        *("at", "an", "we", "their", "than", "but", "may", "can"),
    }
)
_LOOKED_AT = 4000
_ENOUGH = 120
"""Letters without which no text is called anything but English."""
_SURE = 0.9


def language_of(text: str, declared: str | None = None) -> str:
    """ISO 639-1 of the text. A short or unclear text is what its page declares, else English."""
    sample = text[:_LOOKED_AT]
    words = re.findall(r"[^\W\d_]+", sample.lower())
    fallback = declared or "en"
    if sum(map(len, words)) < _ENOUGH:
        return fallback
    if sum(word in _SMALL_WORDS for word in words) / len(words) >= 0.2:
        return "en"
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else fallback


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
