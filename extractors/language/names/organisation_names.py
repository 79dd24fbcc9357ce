"""Mentions that are part of an organisation's name: the "Arthritis" of an Arthritis Society."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extractors.language.names.entity_matches import EntityMatch
from extractors.language.words.steps import text_of

__all__ = ["is_of_organisation"]

_KINDS = frozenset({"condition", "symptom", "biomarker", "adverse_event", "population"})
_HEADS = (
    r"(?:Societ(?:y|ies)|Association|Foundation|Institutes?|Consortium|Council|Network|Alliance"
    r"|Trust|League|College|Cent(?:er|re)s?|Department|Division|Coalition|Federation|Academy"
    r"|Organi[sz]ation|Hospital|Laborator(?:y|ies)|Journal|Task Force|Fund|Bureau|Faculty)"
)
_NAMED = r"(?:[A-Z][\w’'-]*,? |and |of |international |& )"
_AFTER = re.compile(rf"(?:['’]s?)? {_NAMED}{{0,3}}{_HEADS}\b")
_BEFORE = re.compile(rf"\b{_HEADS} (?:of|for|on|in) {_NAMED}{{0,4}}$")
_WINDOW = 70


def is_of_organisation(doc: Doc, match: EntityMatch) -> bool:
    """Whether the words round a mention in capitals make it part of an organisation's name."""
    if match.type not in _KINDS or not doc[match.start].text[0].isupper():
        return False
    span, text = doc[match.start : match.end], text_of(doc)
    if _AFTER.match(text, span.end_char, span.end_char + _WINDOW):
        return True
    return _BEFORE.search(text[max(0, span.start_char - _WINDOW) : span.start_char]) is not None
