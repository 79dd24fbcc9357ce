"""The entities of a document: every lexicon concept, drug-class phrase and new INN in its text.

Longest match wins: "IL-6 receptor" is a receptor and "IL-6 receptor antagonist" a drug class, and
a decoy ("respiratory depression", `decoys.csv`) outranks the shorter concept inside it. Mentions
stand in `doc._.mentions` and, as spaCy entities, in `doc.ents` (label_ is the mention type, kb_id_
the concept id). Page furniture and reference lists yield none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spacy.attrs import LENGTH, NORM
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from extractors.language.abbreviations import Definition, find_definitions
from extractors.language.lexicon import FILES, Lexicon, Spelling, csv_rows, load_lexicon
from extractors.language.steps import text_of
from extractors.model import LinkMethod, Mention, MentionType

if not Doc.has_extension("mentions"):
    Doc.set_extension("mentions", default=())

_SILENT_REGIONS = frozenset({"boilerplate", "references"})
_DECOY = ""
_BLOCKERS = frozenset(
    {
        *("inhibitor", "inhibitors", "blocker", "blockers", "antagonist", "antagonists"),
        *("blockade", "neutralizer", "neutraliser"),
    }
)
_AGENTS = frozenset(
    {
        *("antibody", "antibodies", "therapy", "therapies", "treatment", "treatments", "agent"),
        *("agents", "drug", "drugs", "biologic", "biologics", "mab", "mabs", "medication"),
        *("medications", "medicine", "medicines", "monoclonal"),
    }
)
_BETWEEN = frozenset({"receptor", "signalling", "signaling", "pathway", "-", "–", "specific"})
_LETTERS = re.compile(r"[^\W\d_]{2,6}")
_HEAD_LINKED = frozenset({"condition", "symptom", "drug_class", "adverse_event"})
_FUNCTION_WORDS = frozenset(
    {"a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "versus", "with"}
)


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    concept_id: str
    type: MentionType
    name: str
    method: LinkMethod


@dataclass(frozen=True, slots=True)
class _Stem:
    pattern: re.Pattern[str]
    refused: frozenset[str]


class EntityFinder:
    """The component: `doc.ents` and `doc._.mentions` from a lexicon."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._phrases: defaultdict[str, list[Spelling]] = defaultdict(list)
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._rank = _type_ranks()
        self._guards = _guards()
        self._stems = _stems()
        self._any_stem = re.compile("|".join(f"(?:{s.pattern.pattern})" for s in self._stems))
        self._acting_on = _classes_by_target(lexicon)
        self._add_spellings(nlp)

    def _add_spellings(self, nlp: Language) -> None:
        decoys = (Spelling(_DECOY, row["phrase"]) for row in csv_rows("decoys"))
        spellings = (*self.lexicon.spellings, *decoys)
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

    def __call__(self, doc: Doc) -> Doc:
        """The document with its mentions set."""
        candidates, unsure = self._lexical(doc)
        definitions = find_definitions(text_of(doc))
        candidates += self._supported(doc, unsure, candidates)
        candidates += self._class_phrases(doc, candidates)
        found = _longest(candidates)
        found = self._with_abbreviations(doc, found, definitions)
        found = _longest([*found, *self._new_names(doc, found)])
        kept = [m for m in found if m.concept_id != _DECOY and not _is_silent(doc, m)]
        doc.ents = [Span(doc, m.start, m.end, label=m.type, kb_id=m.concept_id) for m in kept]
        doc._.mentions = tuple(_mention(doc, match) for match in kept)
        return doc

    def _lexical(self, doc: Doc) -> tuple[list[_Match], list[tuple[int, int, Spelling]]]:
        """The sure matches, and those whose spelling needs the document's support."""
        sure: list[_Match] = []
        unsure: list[tuple[int, int, Spelling]] = []
        strings = doc.vocab.strings
        for key, start, end in self._matcher(doc):
            surface = doc[start:end].text
            spellings = [
                s for s in self._phrases[strings[key]] if not s.exact_case or s.text == surface
            ]
            plain = [s for s in spellings if not s.needs_support]
            if plain:
                best = min(plain, key=lambda s: self._rank[self._type(s)])
                sure.append(self._match(start, end, best.concept_id))
            else:
                unsure += [(start, end, spelling) for spelling in spellings]
        return sure, unsure

    def _type(self, spelling: Spelling) -> str:
        return self.lexicon.concepts[spelling.concept_id].type if spelling.concept_id else ""

    def _match(self, start: int, end: int, concept_id: str, method: LinkMethod = "exact") -> _Match:
        if concept_id == _DECOY:
            return _Match(start, end, _DECOY, "study", "", method)
        concept = self.lexicon.concepts[concept_id]
        if method == "exact" and concept_id in self.lexicon.user_ids:
            method = "user"
        return _Match(start, end, concept_id, concept.type, concept.name, method)

    def _supported(
        self, doc: Doc, unsure: list[tuple[int, int, Spelling]], sure: list[_Match]
    ) -> list[_Match]:
        """Ambiguous symbols that the concept's full name or the words around them support."""
        named = {match.concept_id for match in sure}
        found = []
        for start, end, spelling in unsure:
            around = {t.norm_ for t in doc[max(0, start - 12) : end + 12]}
            if not around.isdisjoint(self._guards.get(spelling.text, frozenset())):
                found.append(self._match(start, end, spelling.concept_id))
            elif spelling.concept_id in named:
                found.append(self._match(start, end, spelling.concept_id, "abbreviation"))
        return found

    def _class_phrases(self, doc: Doc, matches: Iterable[_Match]) -> list[_Match]:
        """Drug classes built on a target: "IL-6 receptor blocker", "anti-IL-5 antibody"."""
        found = []
        for match in matches:
            if match.type not in {"cytokine", "receptor"}:
                continue
            start, end = match.start, match.end
            anti = _anti_start(doc, start)
            stop = _head_end(doc, end, _BLOCKERS | (_AGENTS if anti is not None else frozenset()))
            if stop is None and anti is None:
                continue
            begin = start if anti is None else anti
            found.append(self._class_match(match, begin, end if stop is None else stop))
        return found

    def _class_match(self, target: _Match, start: int, end: int) -> _Match:
        known = self._acting_on.get(target.concept_id)
        if known:
            return self._match(start, end, known, "pattern")
        local = target.concept_id.partition(":")[2].lower()
        name = f"{target.name} inhibitors"
        slug = re.sub(r"[^a-z0-9]+", "-", f"{target.name} {local}".lower()).strip("-")
        return _Match(start, end, f"HEDGEROW:anti-{slug}", "drug_class", name, "pattern")

    def _with_abbreviations(
        self, doc: Doc, found: list[_Match], definitions: Iterable[Definition]
    ) -> list[_Match]:
        """The matches with the document's own abbreviations linked, contradicted ones taken out."""
        aliases: dict[str, _Match] = {}
        for definition in definitions:
            long_form = doc.char_span(*definition.long_span, alignment_mode="expand")
            assert long_form is not None  # an offset inside the text always expands to tokens
            meant = _meant(found, long_form, definition.short)
            own = {m.concept_id for m in found if doc[m.start : m.end].text == definition.short}
            inside = {m.concept_id for m in found if _overlaps(m, long_form)}
            if (
                meant
                and (meant.start >= long_form.start or not own)
                and meant.concept_id not in own
            ):
                aliases[definition.short] = meant
            elif not meant and _LETTERS.fullmatch(definition.short) and own.isdisjoint(inside):
                aliases[definition.short] = _Match(0, 0, _DECOY, "study", "", "exact")
        return _longest([*self._aliased(doc, aliases, found), *found]) if aliases else found

    def _aliased(
        self, doc: Doc, aliases: Mapping[str, _Match], found: list[_Match]
    ) -> Iterator[_Match]:
        longer = {i for m in found if m.end - m.start > 1 for i in range(m.start, m.end)}
        text = text_of(doc)
        for short, meant in aliases.items():
            for match in re.finditer(rf"(?<!\w){re.escape(short)}s?(?!\w)", text):
                span = doc.char_span(match.start(), match.end())
                if span is not None and span.start not in longer and not _is_shouted(span):
                    yield _Match(
                        *(span.start, span.end, meant.concept_id, meant.type, meant.name),
                        "abbreviation",
                    )

    def _new_names(self, doc: Doc, found: list[_Match]) -> Iterator[_Match]:
        """Unlisted drugs by the stem of their international non-proprietary name."""
        taken = {i for match in found for i in range(match.start, match.end)}
        columns: Any = doc.to_array([NORM, LENGTH])
        norms: list[int] = columns[:, 0].tolist()
        long = [index for index in (columns[:, 1] >= 7).nonzero()[0].tolist() if index not in taken]
        strings = doc.vocab.strings
        names = {norm: strings[norm] for norm in {norms[index] for index in long}}
        named = {norm: name for norm, name in names.items() if self._has_stem(name)}
        for index in long if named else ():
            if name := named.get(norms[index]):
                yield _Match(index, index + 1, f"HEDGEROW:{name}", "drug", name, "pattern")

    def _has_stem(self, norm: str) -> bool:
        if not self._any_stem.fullmatch(norm):
            return False
        return any(s.pattern.fullmatch(norm) and norm not in s.refused for s in self._stems)


@Language.factory("hedgerow_entities", default_config={"user_lexicon": None})
def make_entity_finder(nlp: Language, name: str, user_lexicon: str | None) -> EntityFinder:
    """The entity component, with the rows of the user's own lexicon file if one is named."""
    return EntityFinder(nlp, load_lexicon(Path(user_lexicon) if user_lexicon else None))


def find_mentions(doc: Doc) -> tuple[Mention, ...]:
    """The document's mentions in order, none overlapping another."""
    mentions: tuple[Mention, ...] = doc._.mentions
    return mentions


def _lines(nlp: Language, spellings: Iterable[Spelling]) -> Iterator[Span]:
    """Each spelling's tokens, as the tokenizer parts them in a text."""
    doc = nlp.make_doc("\n".join(spelling.text for spelling in spellings))
    start = 0
    for token in doc:
        if token.is_space and "\n" in token.text:
            yield doc[start : token.i]
            start = token.i + 1
    yield doc[start:]


def _mention(doc: Doc, match: _Match) -> Mention:
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


def _longest(matches: Iterable[_Match]) -> list[_Match]:
    """The matches that overlap none longer; of equal ones the first given."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        places = range(match.start, match.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def _is_silent(doc: Doc, match: _Match) -> bool:
    offset = doc[match.start].idx
    return any(
        region.kind in _SILENT_REGIONS and region.start <= offset < region.end
        for region in doc._.regions
    )


def _anti_start(doc: Doc, start: int) -> int | None:
    """Where "anti" stands before the token at `start`, with or without its hyphen."""
    before = start - 1
    if before > 0 and doc[before].norm_ in {"-", "–"}:
        before -= 1
    return before if before >= 0 and doc[before].norm_ == "anti" else None


def _head_end(doc: Doc, end: int, heads: frozenset[str]) -> int | None:
    """One past the head noun that follows the token before `end`, a few words allowed between."""
    at = end
    while at < len(doc) and at - end < 3 and doc[at].norm_ in _BETWEEN:
        at += 1
    if at >= len(doc) or doc[at].norm_ not in heads:
        return None
    while at + 1 < len(doc) and doc[at].norm_ == "monoclonal" and doc[at + 1].norm_ in heads:
        at += 1
    return at + 1


def _is_shouted(span: Span) -> bool:
    """Whether a common word stands in a line of capitals: "ALL PATIENTS" is no leukaemia."""
    word = span[0]
    if not word.is_stop or span.end >= len(span.doc):
        return False
    following = span.doc[span.end]
    return following.is_alpha and following.is_upper and len(following) > 1


def _overlaps(match: _Match, span: Span) -> bool:
    return match.start < span.end and span.start < match.end


def _meant(found: Iterable[_Match], long_form: Span, short: str) -> _Match | None:
    """The concept that a long form names: all of it, or its head ("early rheumatoid arthritis").

    A title that merely ends with a concept ("Coping with Pain") names none: a head may follow
    two words of its own kind at most, and its short form has four letters or fewer.
    """
    for match in found:
        if match.concept_id == _DECOY or not _reaches(match, long_form):
            continue
        if match.start <= long_form.start:
            return match
        extra = [token.norm_ for token in long_form.doc[long_form.start : match.start]]
        words = [word for word in extra if word.isalpha()]
        is_head = match.type in _HEAD_LINKED and len(words) <= 2 and len(short) <= 4
        if is_head and words and _FUNCTION_WORDS.isdisjoint(words):
            return match
    return None


_TAILS = frozenset(
    {"medicine", "medicines", "medication", "medications", "drug", "drugs", "therapy", "agents"}
)


def _reaches(match: _Match, long_form: Span) -> bool:
    """Whether the match ends the long form but for a word such as "antidepressant [medicine]"."""
    if match.end == long_form.end:
        return True
    tail = long_form.doc[match.end].norm_ if match.end == long_form.end - 1 else ""
    return match.type in {"drug", "drug_class"} and tail in _TAILS


def _type_ranks() -> Mapping[str, int]:
    order = [csv_rows(name)[0]["type"] for name in FILES]
    return {"": -1, **{mention_type: rank for rank, mention_type in enumerate(order)}, "study": 99}


@cache
def _guards() -> Mapping[str, frozenset[str]]:
    return {row["spelling"]: frozenset(row["context"].split("|")) for row in csv_rows("guards")}


@cache
def _stems() -> tuple[_Stem, ...]:
    return tuple(
        _Stem(re.compile(row["pattern"]), frozenset(row["counter_examples"].split("|")))
        for row in csv_rows("stems")
    )


def _classes_by_target(lexicon: Lexicon) -> Mapping[str, str]:
    return {
        target: concept.concept_id
        for concept in lexicon.concepts.values()
        if concept.type == "drug_class"
        for target in concept.targets
    }
