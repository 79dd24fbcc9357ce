"""Which sentences the trained stages read, and what they add: unlisted names and trees.

Tokens, sentences, lexicon and cues are exact and cheap and see all text. A claim needs two linkable
mentions and the words of a relation. So a sentence with those words and one mention is searched for
a name that no list has, if another word of it looks like part of a name by itself. One with two
mentions that the relation may tie gets its tree, unless the order of its words leaves the relation
without an object: a tree may veto an end, and add a subject, no more.

A name of the lexicon always stands: what the model sees over any part of one is dropped. Two names
of the model never overlap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from extractors.language.claims.arguments import find_arguments
from extractors.language.claims.claims import layout_of
from extractors.language.claims.confirmed_ends import leaves_ends
from extractors.language.grammar.clauses import Layout
from extractors.language.grammar.relations import GROUPS, RelationRule, Trigger, find_triggers
from extractors.language.names.abbreviations import definitions_of
from extractors.language.names.defined_names import names_defined_otherwise
from extractors.language.names.entities import decoys_of
from extractors.language.trees.trained import alone, read_names, read_trees, words_like_names
from extractors.language.words.sentences import Passage
from extractors.language.words.tokens import fold
from extractors.model import Mention, MentionType

LINKABLE = frozenset[str]().union(*GROUPS.values())
"""The mention types of which a relation speaks."""
TYPES: dict[str, MentionType] = {"CHEMICAL": "drug", "DISEASE": "condition"}
_SILENT = frozenset({"boilerplate", "references", "table"})
_NAME = re.compile(r"[^\W\d_]{3}")
_TITLED = re.compile(r"\b(?:said|says|added|Dr|Prof|Professor|Mr|Ms|Mrs)\.? $")
_SPEAKS = re.compile(r",? (?:said|says|added|told|explained|noted)\b")
"""What stands before and after the name of a person that the model took for a drug's."""
_SHOUTED = re.compile(r"[A-Z]{5,}")
"""A single word in capitals is a trial's name or a firm's, where nothing defines it."""
_DATELINE = re.compile(r",? [A-Z][\w.]{1,5},? ?(?:\([^()]*\) ?)?(?:--|–|—|- )")
"""What follows the place where a story was written: "DURHAM[, N.C. --] Naps help."."""
_ADJECTIVE = re.compile(r"[a-z]+(?:atory|essive|essed|ous|ary|ional|thy|[^nl]ic|tive)")
"""A single word in an adjective's form names nothing: "inflammatory", "psychiatric"."""

Passages = tuple[Passage, ...]


def with_unlisted_names(passages: Passages, *, every_sentence: bool = False) -> Passages:
    """The passages with the drugs and conditions that the model sees and no list has."""
    chosen = _chosen(passages, can_name, every_sentence)
    if not every_sentence:
        chosen = _with_unlisted_words(passages, chosen)
    named = list(passages)
    for index, names in zip(chosen, read_names(_alone(passages, chosen)), strict=True):
        new = tuple(_new_mentions(passages[index], names))
        if new:
            both = sorted((*passages[index].mentions, *new), key=lambda m: m.start)
            named[index] = replace(passages[index], mentions=tuple(both))
    return tuple(named)


def with_trees(passages: Passages, *, every_sentence: bool = False) -> Passages:
    """The passages with a dependency tree wherever a claim can stand."""
    chosen = _chosen(passages, can_claim, every_sentence)
    read = list(passages)
    for index, tree in zip(chosen, read_trees(_alone(passages, chosen)), strict=True):
        read[index] = replace(passages[index], tree=tree)
    return tuple(read)


def can_name(passage: Passage) -> bool:
    """Whether one unlisted name more could make a claim: a mention and the words of a relation."""
    linkable = any(mention.type in LINKABLE for mention in passage.mentions)
    return linkable and bool(find_triggers(passage.span))


def _with_unlisted_words(passages: Passages, chosen: list[int]) -> list[int]:
    """Those of the chosen in which a word outside of every mention may by itself be in a name."""
    places = words_like_names([passages[index].span for index in chosen])
    return [
        index
        for index, alike in zip(chosen, places, strict=True)
        if any(_is_unlisted(passages[index].span[int(p)], passages[index].mentions) for p in alike)
    ]


def _is_unlisted(word: Token, mentions: tuple[Mention, ...]) -> bool:
    end = word.idx + len(word)
    return not any(m.start < end and word.idx < m.end for m in mentions)


def can_claim(passage: Passage) -> bool:
    """Whether a claim can stand in the sentence: a relation that may tie two mentions as placed.

    The passage has no tree yet; without one every sentence that carries a claim passes.
    """
    kinds = Counter(m.type for m in passage.mentions if m.type in LINKABLE)
    if kinds.total() < 2:
        return False
    ties = [trigger for trigger in find_triggers(passage.span) if _ties(trigger.rule, kinds)]
    layout = layout_of(passage) if ties else None
    return layout is not None and any(_has_ends(layout, trigger) for trigger in ties)


def _has_ends(layout: Layout, trigger: Trigger) -> bool:
    found = find_arguments(layout, trigger)
    return leaves_ends(layout, trigger, found.subjects, found.objects)


def _ties(rule: RelationRule, kinds: Counter[MentionType]) -> bool:
    subjects, objects = kinds.keys() & rule.subjects, kinds.keys() & rule.objects
    alone = len(subjects | objects) == 1 and sum(kinds[kind] for kind in subjects) < 2
    return bool(subjects and objects) and not alone


def _chosen(
    passages: Passages, wanted: Callable[[Passage], bool], every_sentence: bool
) -> list[int]:
    return [
        index
        for index, passage in enumerate(passages)
        if passage.region not in _SILENT and (every_sentence or wanted(passage))
    ]


def _alone(passages: Passages, chosen: list[int]) -> list[Doc]:
    if not chosen:
        return []
    return alone(passages[0].span.doc, [passages[index].span for index in chosen])


def _is_a_speaker(text: str, name: Span) -> bool:
    """Whether somebody of that name is speaking: "said Andersen"."""
    if not name.text[0].isupper():
        return False
    before = _TITLED.search(text[max(0, name.start_char - 12) : name.start_char])
    return before is not None or _SPEAKS.match(text, name.end_char) is not None


def _is_undefined(name: str, doc: Doc) -> bool:
    """Whether the name is one word in capitals that the document does not spell out."""
    return _SHOUTED.fullmatch(name) is not None and all(
        definition.short != name for definition in definitions_of(doc)
    )


def _new_mentions(passage: Passage, names: tuple[Span, ...]) -> Iterator[Mention]:
    for name in names:
        start, end = passage.start + name.start_char, passage.start + name.end_char
        listed = any(m.start < end and start < m.end for m in passage.mentions)
        listed = listed or any(a < end and start < b for a, b in decoys_of(passage.span.doc))
        listed = listed or _DATELINE.match(passage.text, name.end_char) is not None
        listed = listed or name.text in names_defined_otherwise(passage.span.doc)
        listed = listed or _is_undefined(name.text, passage.span.doc)
        listed = listed or _is_a_speaker(passage.text, name)
        words = fold(name.text)
        if not listed and _NAME.search(words) and not _ADJECTIVE.fullmatch(words):
            slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
            concept = f"HEDGEROW:{slug}"
            yield Mention(start, end, name.text, TYPES[name.label_], concept, words, "model")
