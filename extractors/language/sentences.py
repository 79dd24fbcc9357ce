"""Sentence boundaries by rule, and the passage: one sentence with what was found in it so far."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from extractors.model import Flag, Mention, Region, RegionKind

if not Doc.has_extension("regions"):
    Doc.set_extension("regions", default=())

_ENDS = frozenset({".", "!", "?", "…", "..."})
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
        return self.span.text


@Language.component("hedgerow_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """The document with sentence starts set; no sentence crosses a region or a paragraph."""
    wrapped = _is_hard_wrapped(doc.text)
    borders = sorted({edge for region in doc._.regions for edge in (region.start, region.end)})
    previous_end = 0
    for token in doc:
        place = bisect_left(borders, previous_end)
        crosses = place < len(borders) and borders[place] <= token.idx
        token.is_sent_start = token.i == 0 or crosses or _starts_sentence(doc, token, wrapped)
        previous_end = token.idx + len(token)
    return doc


def _is_hard_wrapped(text: str) -> bool:
    """Whether single line ends are only a typewriter's margin, as in mailed plain text."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 4:
        return False
    width = median(len(line) for line in lines)
    open_ended = sum(not re.search(r"[.!?:…\"”)]\s*$", line) for line in lines)
    return 40 <= width <= 100 and open_ended > len(lines) / 2


def _starts_sentence(doc: Doc, token: Token, wrapped: bool) -> bool:
    if token.is_space:
        return False
    index = token.i - 1
    if index >= 0 and doc[index].is_space:
        breaks = doc[index].text.count("\n")
        if breaks >= 2 or (breaks == 1 and not wrapped):
            return True
        index -= 1
    while index >= 0 and _closes(doc[index]):
        index -= 1
    if index < 0 or _opens(doc[index]):
        return False
    return _ends_sentence(doc, doc[index], token)


def _opens(token: Token) -> bool:
    """Whether this is an opening mark; straight quotes open what they touch on the right only."""
    return token.text in _OPENERS and not (token.text in _CLOSERS and _touches_left(token))


def _closes(token: Token) -> bool:
    """Whether this is a closing mark; straight quotes close what they touch on the left."""
    return token.text in _CLOSERS and (token.text not in _OPENERS or _touches_left(token))


def _touches_left(token: Token) -> bool:
    return (
        token.i > 0
        and not token.doc[token.i - 1].whitespace_
        and not token.doc[token.i - 1].is_space
    )


def _ends_sentence(doc: Doc, last: Token, following: Token) -> bool:
    """Whether the sentence is over after `last`, which only closing marks part from `following`."""
    if _closes(following):
        return False
    if last.text in {"!", "?"}:
        return not following.is_lower
    if last.text in _ENDS:
        return _looks_like_start(doc, following) and not _is_abbreviation(doc, last)
    if last.text.endswith(".") and len(last.text) > 1:  # one token: "Dr.", "U.S.", "p.m."
        stem = last.text[:-1].lower()
        sticky = stem in _ABBREVIATIONS or re.fullmatch(r"[a-z]", stem)
        return not sticky and _looks_like_start(doc, following)
    return False


def _is_abbreviation(doc: Doc, stop: Token) -> bool:
    if stop.text != "." or stop.i == 0 or doc[stop.i - 1].whitespace_:
        return False
    before = doc[stop.i - 1]
    initial = len(before.text) == 1 and before.is_upper and before.text.isalpha()
    return before.lower_ in _ABBREVIATIONS or initial


def _looks_like_start(doc: Doc, token: Token) -> bool:
    if _opens(token) and token.i + 1 < len(doc):
        token = doc[token.i + 1]
    first = token.text[0]
    return first.isupper() or first.isdigit() or not first.isalpha() or _starts_like_a_name(token)


def _starts_like_a_name(token: Token) -> bool:
    """Whether a lower-case word opens a sentence all the same: "mTOR", "p38", "anti-IL-6"."""
    return any(character.isupper() or character.isdigit() for character in token.text[1:])


def passages(doc: Doc) -> Iterator[Passage]:
    """The document's sentences without their outer white space, each with its region's kind."""
    regions: tuple[Region, ...] = doc._.regions
    for sentence in doc.sents:
        start, end = sentence.start, sentence.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if start < end:
            span = doc[start:end]
            yield Passage(span, _region_at(regions, span.start_char))


def _region_at(regions: tuple[Region, ...], offset: int) -> RegionKind:
    for region in regions:
        if region.start <= offset < region.end:
            return region.kind
    return "body"
