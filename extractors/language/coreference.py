"""Mentions that name nothing themselves: "the drug", "this antibody", "these diseases", "it".

The antecedent is the one concept of a fitting type that the text put in focus last: its own words
stay the mention's surface, its concept is the antecedent's. Two candidates as near as each other
are rivals, and then nothing is linked. "The trial" is linked by `evidence`, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span

from extractors.language.patterns import RuleMatch, RuleMatcher, load_rules
from extractors.language.sentences import Passage
from extractors.model import Mention

_MEMORY = 8
"""How many sentences back an antecedent may lie; a heading or a rival ends the search earlier."""
_PRONOUN_MEMORY = 2
_PRONOUN_LEAD = 5
_SILENT = frozenset({"boilerplate", "references", "table", "caption"})
_DETERMINERS = frozenset({"the", "this", "that", "these", "such"})
_AGENTS = frozenset({"drug", "drug_class", "procedure"})
_HEAD_NOUNS = frozenset(
    {"company", "companies", "store", "stores", "maker", "makers", "industry", "class", "price",
     "prices", "cost", "costs", "gene", "genes", "developer", "group", "groups", "arm", "arms",
     "trial", "trials", "market", "label", "plan", "protocol", "period", "model", "process",
     "control", "registry", "abuse", "addiction", "overdose", "users", "discovery", "toolkit",
     "combination", "combinations", "delivery", "candidate",
     "candidates", "target", "targets", "therapy", "treatment", "options", "option"}
)  # fmt: skip
CONTROLS = frozenset({"placebo", "usual care", "standard of care", "control", "sham"})
"""What a treatment is set against: never "the drug", and no agent of its own."""
_DRUG_NOUNS = frozenset({"drug", "medicine", "medication", "antibody", "pill", "jab"})
_VAGUE = frozenset({"compound", "agent", "molecule", "vaccine", "injection", "infusion"})
"""Nouns that stand for many an unlisted thing: linked only where one candidate was ever named."""
_OF_MANY = re.compile(r" most (?:\w+ly|often) (?:used|prescribed|given|taken)\b")
_PLURAL_CLASSES = frozenset({"coref.conditions", "coref.class"})


@dataclass(frozen=True, slots=True)
class _Anaphor:
    rule_id: str
    span: Span
    types: tuple[str, ...]
    passage_index: int


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("coreference"))


def find_coreferent_mentions(passages: Sequence[Passage]) -> tuple[Mention, ...]:
    """The document's coreferent mentions in order of start, none inside a named mention.

    Surface and offsets are the words' own ("The drug"), concept, name and type the antecedent's;
    `link_method` is "coreference".
    """
    found = _of_only_drug(passages)
    for index, passage in enumerate(passages):
        if passage.region in _SILENT:
            continue
        for anaphor in _anaphors(passage, index):
            antecedent = _antecedent(passages, anaphor)
            if antecedent is not None:
                found.append(_mention(anaphor, antecedent))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _of_only_drug(passages: Sequence[Passage]) -> list[Mention]:
    """The nouns of "an arthritis drug", where the document names one drug and no other."""
    spoken = [passage for passage in passages if passage.region not in _SILENT]
    drugs = [m for p in spoken for m in p.mentions if m.type == "drug" and m.name not in CONTROLS]
    if len({drug.concept_id for drug in drugs}) != 1:
        return []
    return [
        _mention(_Anaphor("coref.drug", span, ("drug",), 0), drugs[0])
        for passage in spoken
        for span in _drugs_of_illness(passage)
    ]


def _drugs_of_illness(passage: Passage) -> Iterator[Span]:
    """The head nouns that a condition qualifies and no name follows: "arthritis [drug]"."""
    ends = {m.end for m in passage.mentions if m.type == "condition"}
    for token in passage.span if ends else ():
        if token.norm_ in _DRUG_NOUNS and token.idx - 1 in ends:
            span = token.doc[token.i : token.i + 1]
            if not _is_named(passage, span) and not _is_premodifier(passage, span):
                yield span


def _anaphors(passage: Passage, index: int) -> list[_Anaphor]:
    taken: set[int] = set()
    found = []
    matches = _matcher().find(passage.span)
    for match in sorted(matches, key=lambda m: (m.span.start, -len(m.rule.extra["types"]))):
        span = _with_determiner(match)
        places = range(span.start, span.end)
        free = taken.isdisjoint(places) and not _is_named(passage, span)
        if free and not _is_premodifier(passage, span):
            taken.update(places)
            types = tuple(match.rule.extra["types"])
            found.append(_Anaphor(match.rule.id, span, types, index))
    return found


def _with_determiner(match: RuleMatch) -> Span:
    start = match.span.start
    if match.rule.id != "coref.it" and match.span.doc[start - 1].norm_ in _DETERMINERS:
        start -= 1
    return match.span.doc[start : match.span.end]


def _is_named(passage: Passage, span: Span) -> bool:
    return any(m.start < span.end_char and span.start_char < m.end for m in passage.mentions)


def _is_premodifier(passage: Passage, span: Span) -> bool:
    """Whether the words only open a longer noun phrase: "the drug company", "the disease gene".

    "The drug most often used for gout" is told from others by what follows, and need be none of
    those named before.
    """
    if span.end >= passage.span.end:
        return False
    if _OF_MANY.match(passage.text, span.end_char - passage.start):
        return True
    token = span.doc[span.end]
    named = any(m.start == token.idx for m in passage.mentions) and span.text.lower() != "it"
    return bool(token.text == "-" or token.norm_ in _HEAD_NOUNS or named)


def _antecedent(passages: Sequence[Passage], anaphor: _Anaphor) -> Mention | None:
    """The concept in focus: of the same sentence before, else of the nearest one that has one."""
    here = passages[anaphor.passage_index]
    start = int(anaphor.span.start_char)
    before = [m for m in _candidates(here, anaphor) if m.end <= start]
    if anaphor.rule_id == "coref.it":
        return _of_pronoun(passages, anaphor, before)
    if before:
        return _only(before)
    if anaphor.span[-1].norm_ in _VAGUE and not _is_only_one(passages, anaphor):
        return None
    for distance in range(1, _MEMORY + 1):
        index = anaphor.passage_index - distance
        if index < 0:
            break
        if passages[index].region in _SILENT:
            continue
        mentions = _candidates(passages[index], anaphor)
        if mentions:
            return _only(mentions) or _in_focus(passages[index], mentions, anaphor)
    return None


def _is_only_one(passages: Sequence[Passage], anaphor: _Anaphor) -> bool:
    """Whether all that was named so far of a fitting type is one concept."""
    earlier = passages[: anaphor.passage_index]
    return len({m.concept_id for p in earlier for m in _candidates(p, anaphor)}) == 1


def _candidates(passage: Passage, anaphor: _Anaphor) -> list[Mention]:
    return [m for m in passage.mentions if m.type in anaphor.types and m.name not in CONTROLS]


def _of_pronoun(
    passages: Sequence[Passage], anaphor: _Anaphor, before: list[Mention]
) -> Mention | None:
    """Safe only where one candidate is in sight: earlier in the sentence, else the last subject."""
    here = passages[anaphor.passage_index]
    if before:
        linked = here.span.doc[anaphor.span.start - 1].norm_ in {"that", ",", "but", "and"}
        return _only(before) if linked else None
    if anaphor.span.start - here.span.start > _PRONOUN_LEAD:
        return None
    for index in range(anaphor.passage_index - 1, anaphor.passage_index - 1 - _PRONOUN_MEMORY, -1):
        mentions = _candidates(passages[max(index, 0)], anaphor)
        if mentions:
            kind = _AGENTS if mentions[0].type in _AGENTS else {mentions[0].type}
            same_kind = [m for m in mentions if m.type in kind]
            return _only(same_kind) if _opens(passages[index], mentions[0]) else None
    return None


def _only(mentions: Sequence[Mention]) -> Mention | None:
    """The last of the mentions when all of them are of one concept."""
    concepts = {mention.concept_id for mention in mentions}
    return mentions[-1] if len(concepts) == 1 else None


def _in_focus(passage: Passage, mentions: Sequence[Mention], anaphor: _Anaphor) -> Mention | None:
    """Of several: the subject that opens the sentence, or a plural's own generic name."""
    if anaphor.rule_id in _PLURAL_CLASSES:
        generic = [m for m in mentions if m.surface.lower().endswith(_GENERIC)]
        return _only(generic)
    rivals = {m.concept_id for m in mentions if m.type == mentions[0].type}
    if len(rivals) == 1:
        return mentions[0]
    return mentions[0] if _opens(passage, mentions[0]) and _sets_apart(passage, mentions) else None


_GENERIC = ("diseases", "disorders", "conditions", "illnesses", "drugs", "inhibitors", "blockers")


def _opens(passage: Passage, mention: Mention) -> bool:
    return mention.start - passage.start <= 10


def _sets_apart(passage: Passage, mentions: Sequence[Mention]) -> bool:
    """Whether the first mention is a subject alone, not one of a list: "A and B were given"."""
    between = passage.text[mentions[0].end - passage.start : mentions[1].start - passage.start]
    stripped = between.strip().lower()
    return stripped not in {"and", "or", ",", "/", "plus", "versus", "vs", "with"}


def _mention(anaphor: _Anaphor, antecedent: Mention) -> Mention:
    return Mention(
        start=int(anaphor.span.start_char),
        end=int(anaphor.span.end_char),
        surface=str(anaphor.span.text),
        type=antecedent.type,
        concept_id=antecedent.concept_id,
        name=antecedent.name,
        link_method="coreference",
    )
