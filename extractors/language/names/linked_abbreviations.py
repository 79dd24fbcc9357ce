"""The concepts that a document calls by abbreviations of its own (`abbreviations`).

A short form that the document defines as a concept names it everywhere; one that it defines as
something else names no concept of the lexicon, however it is spelt there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from spacy.tokens import Doc, Span

from extractors.language.names.abbreviations import Definition
from extractors.language.names.entity_matches import DECOY, EntityMatch, decoy, longest
from extractors.language.words.steps import text_of

__all__ = ["with_abbreviations"]

_LETTERS = re.compile(r"[^\W\d_]{2,6}")
_HEAD_LINKED = frozenset({"condition", "symptom", "drug_class", "adverse_event"})
_TAILS = frozenset(
    {"medicine", "medicines", "medication", "medications", "drug", "drugs", "therapy", "agents"}
)
_FUNCTION_WORDS = frozenset(
    {"a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "versus", "with"}
)


def with_abbreviations(
    doc: Doc, found: list[EntityMatch], definitions: Iterable[Definition]
) -> list[EntityMatch]:
    """The matches with the document's own abbreviations linked, contradicted ones taken out."""
    aliases: dict[str, EntityMatch] = {}
    for definition in definitions:
        alias = _alias(doc, found, definition)
        if alias is not None:
            aliases[definition.short] = alias
    return longest([*_aliased(doc, aliases, found), *found]) if aliases else found


def _alias(doc: Doc, found: list[EntityMatch], definition: Definition) -> EntityMatch | None:
    """What the short form stands for: a concept, a decoy for none, or None where nothing is new."""
    long_form = doc.char_span(*definition.long_span, alignment_mode="expand")
    assert long_form is not None  # an offset inside the text always expands to tokens
    meant = _meant(found, long_form, definition.short)
    own = {m.concept_id for m in found if doc[m.start : m.end].text == definition.short}
    if meant:
        is_whole = meant.start >= long_form.start or not own
        return meant if is_whole and meant.concept_id not in own else None
    inside = {m.concept_id for m in found if m.overlaps(long_form)}
    is_other = _LETTERS.fullmatch(definition.short) and own.isdisjoint(inside)
    return decoy(0, 0) if is_other else None


def _aliased(
    doc: Doc, aliases: Mapping[str, EntityMatch], found: list[EntityMatch]
) -> Iterator[EntityMatch]:
    longer = {i for m in found if m.end - m.start > 1 for i in range(m.start, m.end)}
    text = text_of(doc)
    for short, meant in aliases.items():
        for match in re.finditer(rf"(?<!\w){re.escape(short)}s?(?!\w)", text):
            span = doc.char_span(match.start(), match.end())
            if span is not None and span.start not in longer and not _is_shouted(span):
                yield EntityMatch(
                    *(span.start, span.end, meant.concept_id, meant.type, meant.name),
                    "abbreviation",
                )


def _is_shouted(span: Span) -> bool:
    """Whether a common word stands in a line of capitals: "ALL PATIENTS" is no leukaemia."""
    word = span[0]
    if not word.is_stop or span.end >= len(span.doc):
        return False
    following = span.doc[span.end]
    return following.is_alpha and following.is_upper and len(following) > 1


def _meant(found: Iterable[EntityMatch], long_form: Span, short: str) -> EntityMatch | None:
    """The concept that a long form names: all of it, or its head ("early rheumatoid arthritis").

    A title that merely ends with a concept ("Coping with Pain") names none: a head may follow
    two words of its own kind at most, and its short form has four letters or fewer.
    """
    for match in found:
        if match.concept_id == DECOY or not _reaches(match, long_form):
            continue
        if match.start <= long_form.start:
            return match
        extra = [token.norm_ for token in long_form.doc[long_form.start : match.start]]
        words = [word for word in extra if word.isalpha()]
        is_head = match.type in _HEAD_LINKED and len(words) <= 2 and len(short) <= 4
        if is_head and words and _FUNCTION_WORDS.isdisjoint(words):
            return match
    return None


def _reaches(match: EntityMatch, long_form: Span) -> bool:
    """Whether the match ends the long form but for a word such as "antidepressant [medicine]"."""
    if match.end == long_form.end:
        return True
    tail = long_form.doc[match.end].norm_ if match.end == long_form.end - 1 else ""
    return match.type in {"drug", "drug_class"} and tail in _TAILS
