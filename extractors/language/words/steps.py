"""Where a pattern's steps stand in a sentence: the matcher under the pattern language.

A step takes one word, may be left out, or takes any number of words. A match takes its steps in
order over neighbouring words. Of all matches of one pattern the longest stay, of equals the first,
and none overlap. Where the same words can be shared out among the steps in several ways, a word
goes to a step that must take one, else to the earliest optional step, judged from the last word
back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spacy.attrs import ENT_TYPE, LIKE_NUM, NORM
from spacy.tokens import Doc, Span


class Word(NamedTuple):
    """What a step asks of a token."""

    norm: str
    is_number: bool
    mention_type: str
    """The label of the entity it belongs to, empty outside entities."""


Place = tuple[int, int]
_Kept = Place | None


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as characters and as words, and at which of them each norm stands."""

    text: str
    row: Sequence[Word]
    indexes: Mapping[str, Sequence[int]]


Test = Callable[[Word], bool]


def one_of(norms: frozenset[str]) -> Test:
    """Is it one of these norms?"""
    return lambda word: word.norm in norms


def none_of(norms: frozenset[str]) -> Test:
    """Is it any other norm than these?"""
    return lambda word: word.norm not in norms


def like(expression: str) -> Test:
    """Does the expression match the whole norm?"""
    search = re.compile(f"^(?:{expression})$").search
    return lambda word: search(word.norm) is not None


def is_number(word: Word) -> bool:
    """Is it a number, in digits or a word?"""
    return word.is_number


def mentions(types: Collection[str]) -> Test:
    """Does it belong to an entity of one of these types? "any" stands for all."""
    if "any" in types:
        return lambda word: word.mention_type != ""
    return lambda word: word.mention_type in types


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a pattern."""

    accepts: Test
    norms: frozenset[str] = frozenset()
    """All that it accepts, empty where it is no list of norms."""
    optional: bool = False
    repeats: bool = False
    """Whether it takes any number of words; such a step is optional too."""
    kept: bool = True
    """Whether the words it takes belong to the span that a match yields."""

    def keep(self, before: _Kept, at: int) -> _Kept:
        """What is kept of a match once this step has taken the word at `at`."""
        return (before[0] if before else at, at + 1) if self.kept else before


def words_of(sentence: Span | Doc) -> Words:
    """The sentence's words, read once for all who ask, after the entities are set.

    The document remembers them.
    """
    span = sentence if isinstance(sentence, Span) else sentence[:]
    known: dict[Place, Words] = span.doc.user_data.setdefault("hedgerow.words", {})
    place = span.start, span.end
    if place not in known:
        known[place] = _read(span)
    return known[place]


def text_of(doc: Doc) -> str:
    """The document's characters, put together once: spaCy does so whenever it is asked."""
    known = doc.user_data
    if "hedgerow.text" not in known:
        known["hedgerow.text"] = doc.text
    text: str = known["hedgerow.text"]
    return text


def _read(span: Span) -> Words:
    known = span.doc.user_data
    if "hedgerow.row" not in known:
        known["hedgerow.row"] = _row(span.doc)
    row: Sequence[Word] = known["hedgerow.row"][span.start : span.end]
    indexes: defaultdict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(row):
        indexes[word.norm].append(index)
    return Words(span.text, row, dict(indexes))


def _row(doc: Doc) -> list[Word]:
    """Every word of the document; equal words are one object."""
    strings = doc.vocab.strings
    columns = doc.to_array([NORM, LIKE_NUM, ENT_TYPE]).T.tolist()
    words: dict[tuple[int, int, int], Word] = {}
    for ids in set(zip(*columns, strict=True)):
        words[ids] = Word(strings[ids[0]], bool(ids[1]), strings[ids[2]])
    return [words[ids] for ids in zip(*columns, strict=True)]


class Pattern:
    """A sequence of steps, at least one; it knows what a sentence needs to be worth a search."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        musts = [index for index, step in enumerate(steps) if step.norms and not step.optional]
        self.required = tuple(dict.fromkeys(steps[index].norms for index in musts))
        """The norms of each step that must take one of a list."""
        before = self.steps[: musts[0]] if musts else self.steps
        self._is_anchored = bool(musts) and not any(step.repeats for step in before)
        self._anchor = self.required[0] if self._is_anchored else frozenset()
        self._farthest = len(before)
        self._plain = next((i for i, step in enumerate(steps) if step.optional), len(steps))
        self._nearest = sum(not step.optional for step in before)

    def find(self, words: Words) -> list[Place]:
        """The kept part of each match, as indexes into the sentence; none where nothing is kept."""
        found = {
            (start, end): kept
            for start in self._starts(words)
            for end, kept in self._ends(words.row, start).items()
        }
        if not found:
            return []
        return [kept for place in longest_apart(found) if (kept := found[place]) is not None]

    def _starts(self, words: Words) -> Iterable[int]:
        """Where a match can begin: so far before a word for the first step that must have one."""
        if not self._is_anchored:
            return range(len(words.row))
        return {
            index - before
            for norm in self._anchor & words.indexes.keys()
            for index in words.indexes[norm]
            for before in range(self._nearest, min(self._farthest, index) + 1)
        }

    def _ends(self, row: Sequence[Word], start: int) -> dict[int, _Kept]:
        """Each end that a match from `start` can have, with the part of it that is kept."""
        at = start
        kept: _Kept = None
        for step in self.steps[: self._plain]:
            if at == len(row) or not step.accepts(row[at]):
                return {}
            kept = step.keep(kept, at)
            at += 1
        if self._plain == len(self.steps):
            return {at: kept}
        ends: dict[int, _Kept] = {}
        states = {self._plain: kept}
        while states:
            word = row[at] if at < len(row) else None
            states = _advance(self.steps, word, at, states, ends)
            at += 1
        ends.pop(start, None)
        return ends


def longest_apart(places: Iterable[Place]) -> Iterator[Place]:
    """The longest places, of equals the first, without those that overlap one of them."""
    taken: set[int] = set()
    for start, end in sorted(places, key=lambda place: (place[0] - place[1], place[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            yield start, end


def _advance(
    steps: Sequence[Step],
    word: Word | None,
    at: int,
    states: Mapping[int, _Kept],
    ends: dict[int, _Kept],
) -> dict[int, _Kept]:
    """The next step of every way through the pattern once `word` is read, the preferred way first.

    A state is the step to come and what is kept so far; matches that are complete go into `ends`.
    """
    last = len(steps) - 1
    must: dict[int, _Kept] = {}
    may: dict[int, _Kept] = {}
    for index, kept in _open_steps(steps, states).items():
        step = steps[index]
        if step.optional and index == last:
            ends.setdefault(at, kept)
        if word is None or not step.accepts(word):
            continue
        longer = step.keep(kept, at)
        if step.repeats:
            (must if index == last else may).setdefault(index, longer)
        elif index == last:
            ends.setdefault(at + 1, longer)
        else:
            (may if step.optional else must).setdefault(index + 1, longer)
    for index, kept in may.items():
        must.setdefault(index, kept)
    return must


def _open_steps(steps: Sequence[Step], states: Mapping[int, _Kept]) -> dict[int, _Kept]:
    """The steps that may take the next word, with what is kept so far; the preferred way first."""
    reached: dict[int, _Kept] = {}
    for first, kept in states.items():
        for index in range(first, len(steps)):
            if index in reached:
                break  # from here on a preferred way has reached all that this one would
            reached[index] = kept
            if not steps[index].optional:
                break
    return reached
