"""A sentence laid out for finding who does what: its tokens, mentions, verbs and verb groups.

No parse stands behind it: closed word classes (`rules/clause_words.toml`), the mentions and the
heads of the relation triggers mark where a noun phrase must end. What the tree has to say of the
ends found here is in `attachments`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from spacy.tokens import Doc, Token

from extractors.language.words.inflection import forms
from extractors.language.words.sentences import Passage
from extractors.model import Mention

STRONG = frozenset({".", "!", "?", ";", ":", "—", "–", "--", "…"})
OPENING = frozenset({"(", "["})
CLOSING = frozenset({")", "]"})


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


def closing_of(layout: Layout, opening: int) -> int:
    """The index of the bracket that closes the one at `opening`, or `opening` if none does."""
    depth = 0
    for index in range(opening, layout.end):
        text = layout.doc[index].text
        depth += (text in OPENING) - (text in CLOSING)
        if depth == 0:
            return index
    return opening
