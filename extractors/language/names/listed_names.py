"""The concepts that a document calls by a spelling of the lexicon.

A spelling that stands for several concepts names the one whose type ranks first (`FILES`), the
user's own before all. One marked ambiguous counts where the document names its concept in full
somewhere, or where a word of its guard (`guards.csv`) stands within twelve tokens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from extractors.language.names.entity_matches import DECOY, EntityMatch, match_of
from extractors.language.names.lexicon import Lexicon
from extractors.language.names.lexicon_rows import FILES, csv_rows
from extractors.language.words.spellings import Spelling

__all__ = ["ListedNames"]

_NEAR = 12
_Unsure = list[tuple[int, int, Spelling]]


class ListedNames:
    """All spellings of a lexicon and its decoys, to be looked for at once."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._phrases: defaultdict[str, list[Spelling]] = defaultdict(list)
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._guards = _guards()
        self._add_spellings(nlp)

    def _add_spellings(self, nlp: Language) -> None:
        decoys = (Spelling(DECOY, row["phrase"]) for row in csv_rows("decoys"))
        spellings = (*self._lexicon.spellings, *decoys)
        phrases: dict[str, Span] = {}
        # One long document, a line each: a Doc of its own for each would take most of the start.
        for spelling, span in zip(spellings, _lines(nlp, spellings), strict=True):
            key = " ".join(token.norm_ for token in span)
            phrases.setdefault(key, span)
            self._phrases[key].append(spelling)
        for key, span in phrases.items():
            # The norms' hashes, which is what the matcher makes of a Doc and of its own pickle.
            hashes: Any = [token.norm for token in span]
            self._matcher.add(key, [hashes])
        ranks = _type_ranks()
        for alike in self._phrases.values():
            alike.sort(key=lambda spelling: self._rank(spelling, ranks))

    def _rank(self, spelling: Spelling, ranks: Mapping[str, int]) -> int:
        if spelling.concept_id in self._lexicon.user_ids:
            return -2
        concept = self._lexicon.concepts.get(spelling.concept_id)
        return ranks[concept.type] if concept else -1

    def find(self, doc: Doc) -> list[EntityMatch]:
        """Every place of a concept or a decoy; they may overlap."""
        sure, unsure = self._lexical(doc)
        return sure + self._supported(doc, unsure, sure)

    def _lexical(self, doc: Doc) -> tuple[list[EntityMatch], _Unsure]:
        """The sure matches, and those whose spelling needs the document's support."""
        sure: list[EntityMatch] = []
        unsure: _Unsure = []
        strings = doc.vocab.strings
        for key, start, end in self._matcher(doc):
            surface = doc[start:end].text
            spellings = [
                s for s in self._phrases[strings[key]] if not s.exact_case or s.text == surface
            ]
            best = next((s for s in spellings if not s.needs_support), None)
            if best is not None:
                sure.append(match_of(self._lexicon, start, end, best.concept_id))
            else:
                unsure += [(start, end, spelling) for spelling in spellings]
        return sure, unsure

    def _supported(self, doc: Doc, unsure: _Unsure, sure: list[EntityMatch]) -> list[EntityMatch]:
        """Ambiguous symbols that the concept's full name or the words around them support."""
        named = {match.concept_id for match in sure}
        found = []
        for start, end, spelling in unsure:
            concept_id = spelling.concept_id
            around = {t.norm_ for t in doc[max(0, start - _NEAR) : end + _NEAR]}
            if not around.isdisjoint(self._guards.get(spelling.text, frozenset())):
                found.append(match_of(self._lexicon, start, end, concept_id))
            elif concept_id in named:
                found.append(match_of(self._lexicon, start, end, concept_id, "abbreviation"))
        return found


def _lines(nlp: Language, spellings: Iterable[Spelling]) -> Iterator[Span]:
    """Each spelling's tokens, as the tokenizer parts them in a text."""
    doc = nlp.make_doc("\n".join(spelling.text for spelling in spellings))
    start = 0
    for token in doc:
        if token.is_space and "\n" in token.text:
            yield doc[start : token.i]
            start = token.i + 1
    yield doc[start:]


def _type_ranks() -> Mapping[str, int]:
    order = [csv_rows(name)[0]["type"] for name in FILES]
    return {**{mention_type: rank for rank, mention_type in enumerate(order)}, "study": 99}


@cache
def _guards() -> Mapping[str, frozenset[str]]:
    return {row["spelling"]: frozenset(row["context"].split("|")) for row in csv_rows("guards")}
