"""A gold tree from some words of another, in a new order, some of them changed.

Words keep the heads that annotators gave. One whose head is left out hangs on the nearest word
above it that is kept, else on the root.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

_CLOSING = frozenset({".", ",", ":", ";", ")", "]", "?", "!", "%", "'s", "’s", "n't"})
_OPENING = frozenset({"(", "["})
_NAMES = frozenset({"NNP", "NNPS"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of the new tree: a token of the old one, with what is new about it.

    `text` and `tag` None are the token's own, as are `pos`, `dep` and `head`; a `head` is a token
    of the old tree.
    """

    token: Token
    text: str | None = None
    tag: str | None = None
    pos: str | None = None
    dep: str | None = None
    head: Token | None = None


def rebuilt(vocab: Vocab, pieces: Sequence[Piece], root: Token, end: str = "") -> Doc:
    """One sentence of these pieces in their order, its root the given token; `end` closes it."""
    place = {piece.token.i: index for index, piece in enumerate(pieces)}
    heads = [_head(piece, place, root) for piece in pieces]
    deps = [_dep(piece, root) for piece in pieces]
    words = _words(pieces)
    tags = [piece.token.tag_ if piece.tag is None else piece.tag for piece in pieces]
    parts = [piece.token.pos_ if piece.pos is None else piece.pos for piece in pieces]
    if end:
        words.append(end)
        tags.append(".")
        parts.append("PUNCT")
        heads.append(place[root.i])
        deps.append("punct")
    return Doc(
        vocab,
        words=words,
        spaces=_spaces(words, pieces),
        tags=tags,
        pos=parts,
        heads=heads,
        deps=deps,
    )


def whole(tokens: Collection[Token]) -> list[Piece]:
    """The tokens in order, unchanged."""
    return [Piece(token) for token in sorted(tokens, key=lambda token: token.i)]


def _head(piece: Piece, place: dict[int, int], root: Token) -> int:
    if piece.token.i == root.i:
        return place[root.i]
    above = piece.token.head if piece.head is None else piece.head
    while above.i not in place and above.head.i != above.i:
        above = above.head
    return place.get(above.i, place[root.i])


def _dep(piece: Piece, root: Token) -> str:
    if piece.token.i == root.i:
        return "ROOT"
    dep = piece.token.dep_ if piece.dep is None else piece.dep
    return "dep" if dep == "ROOT" else str(dep)


def _words(pieces: Sequence[Piece]) -> list[str]:
    """The words; the first has a capital, one that stood first before has none unless a name."""
    words = [piece.token.text if piece.text is None else piece.text for piece in pieces]
    for index, piece in enumerate(pieces[1:], start=1):
        plain = piece.token.tag_ not in _NAMES and words[index][1:].islower()
        if piece.token.is_sent_start and plain:
            words[index] = words[index][0].lower() + words[index][1:]
    words[0] = words[0][0].upper() + words[0][1:]
    return words


def _spaces(words: Sequence[str], pieces: Sequence[Piece]) -> list[bool]:
    """White space as it was between neighbours; else one before every word, none before signs."""
    spaces = []
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        joined = index + 1 < len(pieces) and pieces[index + 1].token.i == pieces[index].token.i + 1
        if joined:
            spaces.append(bool(pieces[index].token.whitespace_))
        else:
            spaces.append(bool(following) and following not in _CLOSING and word not in _OPENING)
    return spaces
