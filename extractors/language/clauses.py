"""A sentence laid out for finding who does what: noun phrases, verb groups, coordination.

No parse stands behind it: closed word classes (`rules/clause_words.toml`), the mentions and the
heads of the relation triggers mark where a noun phrase must end. What the tree has to say of the
ends found here is in `attachments`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from spacy.tokens import Doc, Token

from extractors.language.inflection import forms
from extractors.language.sentences import Passage
from extractors.model import Mention

STRONG = frozenset({".", "!", "?", ";", ":", "—", "–", "--", "…"})
OPENING = frozenset({"(", "["})
CLOSING = frozenset({")", "]"})
_COORDINATION_GAP = 5
_OWN_PHRASE = frozenset({"the", "a", "an", "of", "its", "their", "to"})
"""Words after "and" that begin another phrase than the one sought."""
_ARGUMENT_REACH = 14


_DASHES = frozenset({"—", "–", "--"})


@cache
def words(name: str) -> frozenset[str]:
    """The norms of one word class of `rules/clause_words.toml`."""
    path = resources.files("extractors") / "rules" / "clause_words.toml"
    rows: dict[str, list[str]] = tomllib.loads(path.read_text("utf-8"))
    return frozenset(
        norm for row in rows[name] for norm in (forms(row[1:]) if row[0] == "~" else {row})
    )


def is_adverb(token: Token) -> bool:
    """Whether the token can stand inside a verb group beside its verbs."""
    norm = token.norm_
    return norm in words("adverbs") or (len(norm) > 4 and norm.endswith("ly"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase as half-open token indexes of the document, with the mentions it holds."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A sentence's tokens with the mentions and verbs on them; indexes are the document's."""

    passage: Passage
    mentions: tuple[tuple[int, int, Mention], ...]
    """First token, one past the last, and the mention, in order."""
    verbs: frozenset[int]
    """Tokens that head a clause or a participle phrase."""

    @property
    def doc(self) -> Doc:
        """The document."""
        return self.passage.span.doc

    @property
    def start(self) -> int:
        """The sentence's first token."""
        return int(self.passage.span.start)

    @property
    def end(self) -> int:
        """One past its last token."""
        return int(self.passage.span.end)

    def between(self, start: int, end: int) -> str:
        """The characters from one offset in the sentence to another."""
        return self.passage.text[start - self.passage.start : end - self.passage.start]

    def at(self, index: int) -> tuple[int, int, Mention] | None:
        """The mention that covers this token."""
        for row in self.mentions:
            if row[0] <= index < row[1]:
                return row
        return None

    def inside(self, phrase: Phrase) -> list[tuple[int, int, Mention]]:
        """The mentions that lie in the phrase."""
        return [row for row in self.mentions if phrase.start <= row[0] and row[1] <= phrase.end]

    def is_verb(self, index: int) -> bool:
        """Whether the token can be a clause's verb: a trigger's head, or a known verb."""
        if self.at(index):
            return False
        norm = self.doc[index].norm_
        known = ("verbs", "reporting", "finite_verbs")
        return index in self.verbs or any(norm in words(name) for name in known)

    def is_finite(self, index: int) -> bool:
        """Whether that verb opens no mere participle phrase ("mice treated with", "using")."""
        if not self.is_verb(index) or self.doc[index].norm_.endswith("ing"):
            return False
        reduced = self.doc[index].norm_.endswith(("ed", "en")) and index + 1 < self.end
        return not (
            reduced
            and not self._follows_auxiliary(index)
            and self.doc[index + 1].norm_ in {"with", "by", "for", "to", "in", "as"}
        )

    def _follows_auxiliary(self, index: int) -> bool:
        before = index - 1
        while before > self.start and is_adverb(self.doc[before]):
            before -= 1
        return before >= self.start and self.doc[before].norm_ in words("auxiliaries")


def is_stop(layout: Layout, index: int) -> bool:
    """Whether a mark parts clauses here; a dash inside of a range of numbers parts none."""
    token = layout.doc[index]
    if token.text not in STRONG:
        return False
    inside = layout.start < index < layout.end - 1 and token.text in _DASHES
    return not (inside and layout.doc[index - 1].like_num and layout.doc[index + 1].like_num)


def lay_out(passage: Passage, verbs: Iterable[int]) -> Layout:
    """The layout of a sentence, given the tokens that its triggers take for verbs."""
    doc = passage.span.doc
    rows = []
    for mention in passage.mentions:
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None:
            rows.append((int(span.start), int(span.end), mention))
    return Layout(passage, tuple(rows), frozenset(verbs))


def group_start(layout: Layout, at: int) -> int:
    """The first token of the verb group that ends at `at`: "has been shown to [reduce]"."""
    index = at
    while index > layout.start:
        token = layout.doc[index - 1]
        if layout.at(index - 1):
            break
        if token.norm_ in words("auxiliaries") or is_adverb(token) or _is_copula(layout, index - 1):
            index -= 1
        elif token.norm_ == "to" and _controller(layout, index - 1) is not None:
            index = _controller(layout, index - 1) or index
        else:
            break
    return index


def _is_copula(layout: Layout, index: int) -> bool:
    """Whether a linking word stands inside a verb group: "has proven [effective]"."""
    token = layout.doc[index]
    return (
        token.norm_ in words("copulas")
        and index > layout.start
        and (
            layout.doc[index - 1].norm_ in words("auxiliaries")
            or is_adverb(layout.doc[index - 1])
            or token.norm_ not in {"a", "an", "the"}
        )
    )


def _controller(layout: Layout, to: int) -> int | None:
    """The first raising word before "to" at index `to`, or None where there is none."""
    index = to
    while index > layout.start and layout.doc[index - 1].norm_ in words("raising"):
        if layout.at(index - 1):
            break
        index -= 1
    return index if index < to else None


def _opening_of(layout: Layout, closing: int) -> int:
    depth = 0
    for index in range(closing, layout.start - 1, -1):
        text = layout.doc[index].text
        depth += (text in CLOSING) - (text in OPENING)
        if depth == 0:
            return index
    return closing


def closing_of(layout: Layout, opening: int) -> int:
    """The index of the bracket that closes the one at `opening`, or `opening` if none does."""
    depth = 0
    for index in range(opening, layout.end):
        text = layout.doc[index].text
        depth += (text in OPENING) - (text in CLOSING)
        if depth == 0:
            return index
    return opening


def phrase_before(layout: Layout, end: int) -> Phrase:
    """The noun phrase that ends before token `end`: head, coordination and what hangs on it."""
    coordinated: int | None = None
    index = end
    while index > layout.start:
        here = index - 1
        token = layout.doc[here]
        if token.text in CLOSING:
            index = _opening_of(layout, here)
            if index == here:
                break
            continue
        if is_stop(layout, here) or token.norm_ in words("subordinators"):
            break
        if token.norm_ in words("relatives") and not layout.at(here):
            if index == end or _has_verb(layout, index, end):
                end = index = _before_comma(layout, here)
                coordinated = None
                continue
            break
        if layout.is_finite(here):
            relative = _relative_before(layout, here)
            if relative is not None:
                end = index = _before_comma(layout, relative)
                coordinated = None
                continue
            if coordinated is not None and token.norm_ not in words("reporting"):
                index = coordinated + 1
            break
        if token.text == ",":
            if not _is_list_comma(layout, here, end):
                break
        elif token.norm_ in words("coordinators") and coordinated is None:
            coordinated = here
        index = here
    return Phrase(index, end)


def _has_verb(layout: Layout, start: int, end: int) -> bool:
    return any(layout.is_verb(index) for index in range(start, end))


def _before_comma(layout: Layout, index: int) -> int:
    if index > layout.start and layout.doc[index - 1].text == ",":
        return index - 1
    if index > layout.start and layout.doc[index - 1].norm_ in {"in", "of", "to", "for"}:
        return index - 1
    return index


def _relative_before(layout: Layout, verb: int) -> int | None:
    """The relative pronoun whose clause holds the verb, when only its verb group parts them."""
    start = group_start(layout, verb)
    before = start - 1
    if before >= layout.start and layout.doc[before].norm_ in words("relatives"):
        return before
    return None


def _is_list_comma(layout: Layout, comma: int, end: int) -> bool:
    """Whether the comma parts items of a list: "A, B and [C reduce]"."""
    later = [layout.doc[i].norm_ for i in range(comma + 1, end)]
    if not any(norm in {"and", "or", "nor", "&"} for norm in later):
        return False
    row = layout.at(comma - 1)
    return row is not None or (comma - 2 >= layout.start and layout.at(comma - 2) is not None)


def parenthetical_start(layout: Layout, comma: int) -> int | None:
    """The comma that opens the insertion which `comma` closes: "X[,] a new drug, reduces"."""
    for index in range(comma - 1, layout.start, -1):
        if is_stop(layout, index):
            return None
        if layout.doc[index].text == ",":
            return index
    return None


def mentions_after(
    layout: Layout, at: int, types: Collection[str], through: Collection[str] = ("of",)
) -> tuple[Mention, ...]:
    """The compatible mentions that head the noun phrase from token `at` on, conjuncts included.

    `through` are the prepositions that may stand between: "levels of IL-6"; "patients with X" and
    "conditions such as X" are always looked through.
    """
    index = at
    limit = min(layout.end, at + _ARGUMENT_REACH)
    while index < limit:
        row = layout.at(index)
        if row and row[2].type in types and not is_premodifier(layout, row[1]):
            if index > at and _heads_a_clause(layout, row[1], index, at):
                return ()
            if row[2].name in words("generic_names") and _says_of_what(layout, row[1]):
                index = row[1]
                continue
            return (row[2], *_conjuncts(layout, row[1], types))
        if row and row[2].type != "population":
            index = row[1]
            continue
        following = _step(layout, index, at, through)
        if following is None:
            return ()
        index = following
    return ()


def _says_of_what(layout: Layout, end: int) -> bool:
    """Whether a mention that ends before token `end` is followed by "of" another."""
    if end >= layout.end or layout.doc[end].norm_ != "of":
        return False
    return any(layout.at(index) for index in range(end + 1, min(end + 4, layout.end)))


def is_premodifier(layout: Layout, end: int) -> bool:
    """Whether a mention that ends before token `end` only qualifies: "IL-6-driven depression"."""
    if end >= layout.end:
        return False
    token = layout.doc[end]
    return (token.text == "-" and not token.whitespace_) or token.norm_ in words("other_heads")


def _heads_a_clause(layout: Layout, end: int, index: int, at: int) -> bool:
    """Whether a mention after a comma or "and" is the subject of a verb of its own."""
    joints = [i for i in range(at, index) if layout.doc[i].text in {",", "and", "or"}]
    if not joints:
        return False
    own_phrase = any(layout.doc[i].norm_ in _OWN_PHRASE for i in range(joints[-1], index))
    return own_phrase or (end < layout.end and layout.is_finite(end))


def _step(layout: Layout, index: int, at: int, through: Collection[str]) -> int | None:
    """The next token to look at inside a noun phrase, None where the phrase is over."""
    token = layout.doc[index]
    norm = token.norm_
    if token.text in OPENING:
        return closing_of(layout, index) + 1
    if norm == "such" and index + 1 < layout.end and layout.doc[index + 1].norm_ == "as":
        return index + 2
    if norm in words("examples"):
        return index + 1
    if is_stop(layout, index) or token.text in CLOSING or norm in words("subordinators"):
        return None
    if norm in words("relatives"):
        return None
    if norm in words("prepositions") and norm not in through:
        return index + 1 if _looks_through_people(layout, index, at) else None
    if layout.is_verb(index) and index > at:
        return None
    return index + 1


def _looks_through_people(layout: Layout, index: int, at: int) -> bool:
    """Whether the preposition only says whose: "patients with", "those suffering from"."""
    norm = layout.doc[index].norm_
    if norm not in {"with", "from"} or index == layout.start:
        return False
    if any(layout.doc[i].norm_ == "of" for i in range(at, index)):
        return False
    row = layout.at(index - 1)
    before = layout.doc[index - 1].norm_
    if row is not None and row[2].type == "population":
        return True
    return before in words("people") or before in {"suffering", "diagnosed", "living", "affected"}


def _conjuncts(layout: Layout, at: int, types: Collection[str]) -> tuple[Mention, ...]:
    """Further members of a list whose last mention ends before token `at`."""
    index, joined, gap = at, False, 0
    while index < layout.end:
        token = layout.doc[index]
        row = layout.at(index)
        if row:
            if not joined or row[2].type not in types or _is_apposition(layout, at, row[0]):
                return ()
            if row[1] < layout.end and layout.is_finite(row[1]):
                return ()
            return (row[2], *_conjuncts(layout, row[1], types))
        if token.text in OPENING:
            index = closing_of(layout, index) + 1
            continue
        if _joins(layout, index):
            joined, gap = True, 0
        elif _breaks_list(layout, index) or gap >= _COORDINATION_GAP:
            return ()
        else:
            gap += 1
        index += 1
    return ()


def _is_apposition(layout: Layout, start: int, end: int) -> bool:
    """Whether the tokens between two mentions only open an explanation: "IL-6, a [cytokine]"."""
    if layout.doc[start].text in OPENING:
        start = closing_of(layout, start) + 1
    between = [layout.doc[index].norm_ for index in range(start, end)]
    return between[:1] == [","] and between[1:2] in (["a"], ["an"]) and len(between) < 5


def _joins(layout: Layout, index: int) -> bool:
    token = layout.doc[index]
    return (
        token.text in {",", "/", "+"}
        or token.norm_ in {"and", "or", "nor", "&", "plus"}
        or token.norm_ in words("examples")
        or (token.norm_ in {"as", "such", "well", "but", "also"} and _is_linking_as(layout, index))
    )


def _is_linking_as(layout: Layout, index: int) -> bool:
    """Whether the token belongs to "such as", "as well as", "but also"."""
    start = max(layout.start, index - 2)
    around = " ".join(layout.doc[i].norm_ for i in range(start, min(layout.end, index + 3)))
    return any(phrase in around for phrase in ("such as", "as well as", "but also"))


def is_of_people(layout: Layout, mention: Mention) -> bool:
    """Whether the mention only says which people are meant: "patients with X", "X patients"."""
    start, end = next((start, end) for start, end, other in layout.mentions if other is mention)
    window = range(max(layout.start, start - 6), min(end + 2, layout.end))
    return any(layout.doc[i].norm_ in words("people") for i in window)


def _breaks_list(layout: Layout, index: int) -> bool:
    token = layout.doc[index]
    norm = token.norm_
    return (
        is_stop(layout, index)
        or token.text in CLOSING
        or norm in words("subordinators")
        or norm in words("relatives")
        or norm in words("prepositions")
        or norm in words("people")
        or layout.is_verb(index)
    )
