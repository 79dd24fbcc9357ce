"""Sentences of trial results of which one word is known: the past tense that must be their root.

"-ed" is past tense or participle, and a parser that learnt from methods sections guesses the
second. A sentence without any other verb that could be finite settles it: in "Drug X rapidly
lowered mean CRP" only "lowered" can be the root. Those words, and nothing else of the sentence,
become gold; heads and labels of the others stay open, which the transition system permits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

MIN_WORDS = 5
MAX_WORDS = 45
_FINITE = frozenset(
    {
        *(
            "am",
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "being",
            "'s",
            "'re",
            "'m",
            "has",
            "have",
        ),
        *("had", "do", "does", "did", "may", "might", "can", "could", "will", "would", "shall"),
        *("should", "must", "cannot", "ca", "wo", "to", "that", "which", "who", "whose", "if"),
        *("when", "while", "because", "although", "though", "whereas", "how", "than", "as"),
    }
)
_PAST = re.compile(r"[a-z]{3,}ed")
_NO_PAST = frozenset(
    {
        *("need", "speed", "exceed", "proceed", "indeed", "seed", "feed", "bleed", "computed"),
        *("related", "based", "layered", "mediated", "associated", "phosphorylated", "dependent"),
    }
)
"""No past forms, and those that titles put before a noun ("a computed tomography")."""
_SUBJECT_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_OBJECT_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "DT", "JJ", "CD", "PRP$"})
_FINITE_TAGS = frozenset({"VBD", "VBZ", "VBP", "MD"})


def finite_roots(tagged: Iterable[Doc]) -> Iterator[Doc]:
    """A partly gold copy of each tagged one-sentence document in which one past form is alone.

    Tag, part of speech and root are gold for that word; every other value is unknown.
    """
    for doc in tagged:
        root = finite_root(doc)
        if root is not None:
            yield _partly_gold(doc, root)


def finite_root(doc: Doc) -> Token | None:
    """The only word of the sentence that can be its finite verb, a past form; else None."""
    if not MIN_WORDS <= len(doc) <= MAX_WORDS or any(token.norm_ in _FINITE for token in doc):
        return None
    past = [t for t in doc if _PAST.fullmatch(t.text) and t.text not in _NO_PAST]
    others = [t for t in doc if t.tag_ in _FINITE_TAGS and t not in past]
    if len(past) != 1 or others or doc[-1].text != ".":
        return None
    return past[0] if _stands_as_verb(past[0]) else None


def _stands_as_verb(past: Token) -> bool:
    """Between a subject, with an adverb at most, and what begins an object."""
    before = past.i - 1
    if before >= 0 and _tag(past, before) == "RB" and past.doc[before].text.endswith("ly"):
        before -= 1
    if before < 0 or past.i + 1 >= len(past.doc):
        return False
    return _tag(past, before) in _SUBJECT_TAGS and _tag(past, past.i + 1) in _OBJECT_TAGS


def _tag(token: Token, index: int) -> str:
    return str(token.doc[index].tag_)


def _partly_gold(doc: Doc, root: Token) -> Doc:
    known = [token.i == root.i for token in doc]
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        tags=["VBD" if here else "" for here in known],
        pos=["VERB" if here else "" for here in known],
        heads=[root.i if here else token.i for token, here in zip(doc, known, strict=True)],
        deps=["ROOT" if here else "" for here in known],
    )
