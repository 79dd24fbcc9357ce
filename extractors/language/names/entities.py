"""The entities of a document: every lexicon concept, drug-class phrase and new INN in its text.

Longest match wins: "IL-6 receptor" is a receptor and "IL-6 receptor antagonist" a drug class, and
a decoy ("respiratory depression", `decoys.csv`) outranks the shorter concept inside it. Mentions
stand in `doc._.mentions` and, as spaCy entities, in `doc.ents` (label_ is the mention type, kb_id_
the concept id). Page furniture and reference lists yield none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.language.names.abbreviations import definitions_of
from extractors.language.names.class_phrases import ClassPhrases
from extractors.language.names.entity_matches import DECOY, EntityMatch, longest
from extractors.language.names.lexicon import Lexicon, load_lexicon
from extractors.language.names.linked_abbreviations import with_abbreviations
from extractors.language.names.listed_names import ListedNames
from extractors.language.names.organisation_names import is_of_organisation
from extractors.language.names.stem_names import names_by_stem
from extractors.model import Mention
from extractors.model import Span as Offsets

if not Doc.has_extension("mentions"):
    Doc.set_extension("mentions", default=())

_DECOYS = "hedgerow.decoys"
_SILENT_REGIONS = frozenset({"boilerplate", "references"})


class EntityFinder:
    """The component: `doc.ents` and `doc._.mentions` from a lexicon."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self._listed = ListedNames(nlp, lexicon)
        self._classes = ClassPhrases(lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """The document with its mentions set."""
        listed = self._listed.find(doc)
        found = longest([*listed, *self._classes.find(doc, listed)])
        found = with_abbreviations(doc, found, definitions_of(doc))
        taken = {place for match in found for place in range(match.start, match.end)}
        found = longest([*found, *names_by_stem(doc, taken)])
        named = [match for match in found if is_of_organisation(doc, match)]
        doc.user_data[_DECOYS] = tuple(_places(doc, [*filter(_is_listed_decoy, found), *named]))
        kept = [m for m in found if m.concept_id != DECOY and m not in named]
        kept = [match for match in kept if not _is_silent(doc, match)]
        doc.ents = [Span(doc, m.start, m.end, label=m.type, kb_id=m.concept_id) for m in kept]
        doc._.mentions = tuple(_mention(doc, match) for match in kept)
        return doc


@Language.factory("hedgerow_entities", default_config={"user_lexicon": None})
def make_entity_finder(nlp: Language, name: str, user_lexicon: str | None) -> EntityFinder:
    """The entity component, with the rows of the user's own lexicon file if one is named."""
    return EntityFinder(nlp, load_lexicon(Path(user_lexicon) if user_lexicon else None))


def find_mentions(doc: Doc) -> tuple[Mention, ...]:
    """The document's mentions in order, none overlapping another."""
    mentions: tuple[Mention, ...] = doc._.mentions
    return mentions


def decoys_of(doc: Doc) -> tuple[Offsets, ...]:
    """Where phrases stand that name no concept, whatever a model may see in them."""
    places: tuple[Offsets, ...] = doc.user_data.get(_DECOYS, ())
    return places


def _is_listed_decoy(match: EntityMatch) -> bool:
    """Whether a phrase of the table stands there; an unlisted short form may yet be a name."""
    return match.concept_id == DECOY and match.method == "exact"


def _places(doc: Doc, matches: Iterable[EntityMatch]) -> Iterator[Offsets]:
    for match in matches:
        last = doc[match.end - 1]
        yield doc[match.start].idx, last.idx + len(last)


def _mention(doc: Doc, match: EntityMatch) -> Mention:
    span = doc[match.start : match.end]
    return Mention(
        span.start_char,
        span.end_char,
        span.text,
        match.type,
        match.concept_id,
        match.name,
        match.method,
    )


def _is_silent(doc: Doc, match: EntityMatch) -> bool:
    offset = doc[match.start].idx
    return any(
        region.kind in _SILENT_REGIONS and region.start <= offset < region.end
        for region in doc._.regions
    )
