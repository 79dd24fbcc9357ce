"""Gold trees with other names in them, so that a parser meets drugs and cytokines in every seat.

Treebanks hold few of the words that Hedgerow is about, and a small parser that has never seen the
subject takes "Infliximab significantly reduced pain" for a noun phrase. A copy of a real sentence
whose names and nouns are exchanged for others keeps its tree, and its frame stays what somebody
once wrote: no sentence is made from a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from spacy.tokens import Doc, Token

SHARE = 0.35
"""Of the words that may be exchanged, how many are."""
_SEATS = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod", "compound", "conj"})
_COMMON_NOUN_SEATS = frozenset({"nsubj", "nsubj:pass"})
_MODIFIERS = frozenset({"det", "nmod:poss", "compound", "nmod", "acl"})


def renamed(docs: Iterable[Doc], names: Sequence[str], seed: int) -> Iterator[Doc]:
    """A copy of each document that has a word to exchange, with names of one token put in."""
    random = Random(seed)
    for doc in docs:
        words = [_exchanged(token, names, random) for token in doc]
        if words != [token.text for token in doc]:
            yield _copy(doc, words)


def _exchanged(token: Token, names: Sequence[str], random: Random) -> str:
    if not _may_change(token) or random.random() >= SHARE:
        return token.text
    return random.choice(names)


def _may_change(token: Token) -> bool:
    """A name anywhere, or a bare singular noun in the subject's seat ("Aspirin", "exposure")."""
    if token.dep_ not in _SEATS or len(token) < 4:
        return False
    if token.tag_ == "NNP":
        return True
    modified = any(child.dep_ in _MODIFIERS for child in token.children)
    return token.tag_ == "NN" and token.dep_ in _COMMON_NOUN_SEATS and not modified


def _copy(doc: Doc, words: list[str]) -> Doc:
    return Doc(
        doc.vocab,
        words=words,
        spaces=[bool(token.whitespace_) for token in doc],
        tags=[token.tag_ for token in doc],
        pos=[token.pos_ for token in doc],
        heads=[token.head.i for token in doc],
        deps=[token.dep_ for token in doc],
        sent_starts=[bool(token.is_sent_start) for token in doc],
    )
