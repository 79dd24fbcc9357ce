"""Sentence boundaries by rule, and the passage: one sentence with what was found in it so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from spacy.attrs import IDX, LENGTH, SENT_START, SPACY
from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.language.words.steps import text_of, words_of
from extractors.model import Flag, Mention, RegionKind

if not Doc.has_extension("regions"):
    Doc.set_extension("regions", default=())

_ENDS = frozenset({".", "!", "?", "…", "..."})
_FINAL = frozenset(".!?…")
_CLOSERS = frozenset({'"', "'", "”", "’", ")", "]", "»"})
_OPENERS = frozenset({'"', "'", "“", "‘", "(", "[", "«"})
_ABBREVIATIONS = frozenset(
    {
        *("al", "approx", "ca", "cf", "dept", "dr", "ed", "eds", "eq", "est", "etc", "ex", "fig"),
        *("figs", "inc", "incl", "jr", "ltd", "max", "min", "mr", "mrs", "ms", "no", "nos", "pp"),
        *("prof", "ref", "refs", "resp", "sr", "st", "suppl", "vol", "vs", "viz", "v", "e.g"),
        *("i.e", "ph.d", "m.d", "u.s", "u.k", "rev", "gen", "spp", "sp", "var", "wt"),
    }
)
_LONGEST = 300
"""Words of the longest sentence; what goes on without an end is a list or a page gone wrong, and
later stages, which compare the parts of a sentence with one another, would never finish it."""
_ACRONYMS = frozenset({"MS", "ED", "GEN", "EST", "AL", "EX", "MAX", "MIN", "ST", "NO"})
"""Abbreviations that are others in capitals: multiple sclerosis, emergency department."""
_CITED = re.compile(r"[^\W\d_](?:[^\W\d_]|-)+\)?\.\d{1,3}(?:[,–-]\d{1,3})*")
_INITIALS = re.compile(r"(?:[A-Z]\.){2,3}")
_STARTERS = frozenset(
    {"The", "A", "An", "It", "This", "These", "In", "But", "And", "We", "They", "He", "She",
     "However", "For", "At", "On", "As", "If", "When", "Its", "Their", "There", "Those", "That"}
)  # fmt: skip
"""Words after "U.A.E." that begin a sentence; after "J.P." a name goes on."""
_LETTERED = frozenset(
    {
        *("vitamin", "vitamins", "hepatitis", "influenza", "group", "groups", "type", "types"),
        *("class", "grade", "stage", "arm", "arms", "part", "plan", "cohort", "category"),
        *("schedule", "factor", "protein", "kinase", "toxin", "immunoglobulin", "apolipoprotein"),
        *("cyclosporin", "cyclosporine", "amphotericin", "figure", "table", "appendix", "panel"),
    }
)
"""What is told apart by a letter: "hepatitis C." ends a sentence, "by J. Lee" does not."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence as the later stages see it."""

    span: Span
    """The sentence's tokens, trimmed of white space."""
    region: RegionKind
    mentions: tuple[Mention, ...] = ()
    """Every mention inside the sentence, coreferent ones too, in order of start."""
    cues: tuple[Flag, ...] = ()
    """Hedge, negation and booster cues inside the sentence, with their scopes."""
    tree: Doc | None = None
    """The same tokens with tags and heads, where the sentence can carry a claim."""

    @property
    def start(self) -> int:
        """First code point of the sentence in the document."""
        return self.span.start_char

    @property
    def end(self) -> int:
        """One past its last code point."""
        return self.span.end_char

    @property
    def text(self) -> str:
        """The sentence's characters."""
        return words_of(self.span).text


@Language.component("hedgerow_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """The document with sentence starts set; no sentence crosses a region or a paragraph."""
    borders = sorted({edge for region in doc._.regions for edge in (region.start, region.end)})
    starts = _Starts(doc)
    crossing = _first_at_or_after(starts.offsets, starts.words, borders)
    begins = [False] * len(doc)
    first = 0
    for index in range(len(doc)):
        begins[index] = index == 0 or index in crossing or starts.at(index)
        if begins[index]:
            first = index
        elif index - first >= _LONGEST:
            first = starts.best_between(first + _LONGEST // 2, index)
            begins[first] = True
    # At once: to set one token's `is_sent_start`, spaCy looks at every token of the document.
    marks: Any = np.where(begins, 1, -1).astype(np.int64).view(np.uint64)
    return doc.from_array([SENT_START], marks)


def _first_at_or_after(
    offsets: Sequence[int], words: Sequence[str], borders: Sequence[int]
) -> frozenset[int]:
    """The words that begin at a border, or are the first after one between two words."""
    found = set()
    for border in borders:
        index = bisect_left(offsets, border)
        if index < len(offsets) and (
            index == 0 or offsets[index - 1] + len(words[index - 1]) <= border
        ):
            found.add(index)
    return frozenset(found)


class _Starts:
    """Where sentences start, told from the words and the spaces behind them alone."""

    def __init__(self, doc: Doc) -> None:
        text = text_of(doc)
        columns: Any = doc.to_array([IDX, LENGTH, SPACY])
        rows: list[tuple[int, int, int]] = columns.tolist()
        self.offsets = [offset for offset, _, _ in rows]
        self.words = [text[offset : offset + length] for offset, length, _ in rows]
        self._spaced = [bool(space) for _, _, space in rows]
        self._wrapped = _is_hard_wrapped(text)

    def at(self, index: int) -> bool:
        """Does a sentence start with this word?"""
        words, before = self.words, index - 1
        if words[before][-1].isalpha():  # most words are behind one that ends nothing
            return False
        if words[index].isspace():
            return False
        if words[before].isspace():
            breaks = words[before].count("\n")
            if breaks >= 2 or (breaks == 1 and not self._wrapped):
                return True
            before -= 1
        while before >= 0 and self._closes(before):
            before -= 1
        if before < 0:
            return False
        if words[before][-1] not in _FINAL:
            return words[index][0].isupper() and self._is_cited(before)
        return self._ends(before, index)

    def _is_cited(self, last: int) -> bool:
        """Do raised numbers of references end the sentence, glued to its stop: "damage.7–9"?"""
        words = self.words
        while last > 0 and (words[last].isdigit() or words[last] in {"–", "-", ","}):
            last -= 1
        return words[last][-1].isdigit() and _CITED.fullmatch(words[last]) is not None

    def best_between(self, first: int, last: int) -> int:
        """The word from `first` to `last` that a sentence without any end is best parted before:
        the last one after a line end, else after a semicolon, else after a comma, else `last`."""
        for border in ("\n", ";", ","):
            for index in range(last, first, -1):
                if border in self.words[index - 1] and not self.words[index].isspace():
                    return index
        return last

    def _opens(self, index: int) -> bool:
        """An opening mark? Straight quotes open what they touch on the right only."""
        word = self.words[index]
        return word in _OPENERS and not (word in _CLOSERS and self._touches_left(index))

    def _closes(self, index: int) -> bool:
        """A closing mark? Straight quotes close what they touch on the left."""
        word = self.words[index]
        return word in _CLOSERS and (word not in _OPENERS or self._touches_left(index))

    def _touches_left(self, index: int) -> bool:
        return index > 0 and not self._spaced[index - 1] and not self.words[index - 1].isspace()

    def _ends(self, last: int, following: int) -> bool:
        """Is the sentence over after `last`, which only closing marks part from `following`?"""
        word = self.words[last]
        if self._closes(following):
            return False
        if word in {"!", "?"}:
            return not self.words[following].islower()
        if word in _ENDS:
            return self._looks_like_start(following) and not self._is_abbreviation(last)
        stem = word[:-1].lower()  # one token: "Dr.", "U.S.", "p.m."
        sticky = stem in _ABBREVIATIONS or re.fullmatch(r"[a-z]", stem)
        named = _INITIALS.fullmatch(word) and self.words[following] not in _STARTERS
        free = not sticky and not named
        return word.endswith(".") and free and self._looks_like_start(following)

    def _is_abbreviation(self, stop: int) -> bool:
        if self.words[stop] != "." or stop == 0 or self._spaced[stop - 1]:
            return False
        before = self.words[stop - 1]
        lettered = stop > 1 and self.words[stop - 2].lower() in _LETTERED
        initial = len(before) == 1 and before.isupper() and not lettered
        if before in _ACRONYMS and not self.words[stop + 1 : stop + 2][0].isupper():
            return False
        return before.lower() in _ABBREVIATIONS or initial

    def _looks_like_start(self, index: int) -> bool:
        if self._opens(index) and index + 1 < len(self.words):
            index += 1
        word = self.words[index]
        first = word[0]
        return (
            first.isupper() or first.isdigit() or not first.isalpha() or _starts_like_a_name(word)
        )


def _starts_like_a_name(word: str) -> bool:
    """Whether a lower-case word opens a sentence all the same: "mTOR", "p38", "anti-IL-6"."""
    return any(character.isupper() or character.isdigit() for character in word[1:])


def _is_hard_wrapped(text: str) -> bool:
    """Whether single line ends are only a typewriter's margin, as in mailed plain text."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 4:
        return False
    width = median(len(line) for line in lines)
    open_ended = sum(not re.search(r"[.!?:…\"”)]\s*$", line) for line in lines)
    return 40 <= width <= 100 and open_ended > len(lines) / 2


def passages(doc: Doc) -> Iterator[Passage]:
    """The document's sentences without their outer white space, each with its region's kind."""
    regions = sorted(doc._.regions, key=lambda region: region.start)
    starts = [region.start for region in regions]
    for sentence in doc.sents:
        start, end = sentence.start, sentence.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if start < end:
            span = doc[start:end]
            place = bisect_right(starts, span.start_char) - 1
            inside = place >= 0 and span.start_char < regions[place].end
            yield Passage(span, regions[place].kind if inside else "body")
