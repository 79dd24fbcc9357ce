"""Gold trees with other verbs in them: "the jab halved admissions", "the jab sparked admissions".

A small parser that never met a verb guesses from its ending, and "-ed" and "-s" say little. A verb
that may be any of thousands has to be found by its seat. Only forms that regular spelling gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from spacy.lookups import load_lookups
from spacy.tokens import Doc, Token

_TAGS = frozenset({"VBD", "VBZ", "VBN"})
_VOWEL_Y = re.compile(r"[aeiou]y")
_SIBILANT = re.compile(r"(s|x|z|ch|sh|o)$")
_DOUBLED = re.compile(r"[^aeiou][aeiou][bdgklmnprt]")
_LENGTHS = range(4, 11)
NOUN_WEIGHT = 3
"""How often a verb that is a noun too is listed: "sparks", "boosts" are what parsers misread."""


def regular_verbs() -> tuple[str, ...]:
    """The verbs of the lemma tables that have no irregular form, those that are nouns repeated."""
    tables = load_lookups("en", ["lemma_index", "lemma_exc"])
    index, exceptions = tables.get_table("lemma_index"), tables.get_table("lemma_exc")
    irregular = {lemma for lemmas in exceptions["verb"].values() for lemma in lemmas}
    nouns = set(index["noun"])
    verbs = [
        verb
        for verb in sorted(set(index["verb"]) - irregular)
        if verb.isalpha() and verb.islower() and len(verb) in _LENGTHS
    ]
    return tuple(verb for verb in verbs for _ in range(NOUN_WEIGHT if verb in nouns else 1))


def renamed_verbs(docs: Iterable[Doc], verbs: Sequence[str], seed: int) -> Iterator[Doc]:
    """A copy of each document whose root is a finite full verb, with another verb for it.

    Its participles that stand alone ("patients treated with") are exchanged too, half of them, so
    that both seats hold the same words.
    """
    random = Random(seed)
    for doc in docs:
        if any(_is_finite_root(token) for token in doc):
            yield _copy(doc, [_exchanged(token, verbs, random) for token in doc])


def _is_finite_root(token: Token) -> bool:
    return token.dep_ == "ROOT" and token.tag_ in {"VBD", "VBZ"} and token.pos_ == "VERB"


def _exchanged(token: Token, verbs: Sequence[str], random: Random) -> str:
    participle = token.tag_ == "VBN" and token.dep_ in {"acl", "amod"} and random.random() < 0.5
    if token.text.islower() and (_is_finite_root(token) or participle):
        return inflected(random.choice(verbs), token.tag_)
    return token.text


def inflected(verb: str, tag: str) -> str:
    """The past form and participle, or the third person, of a regular verb."""
    if tag == "VBZ":
        if verb.endswith("y") and not _VOWEL_Y.fullmatch(verb[-2:]):
            return verb[:-1] + "ies"
        return verb + ("es" if _SIBILANT.search(verb) else "s")
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and not _VOWEL_Y.fullmatch(verb[-2:]):
        return verb[:-1] + "ied"
    if len(verb) <= 5 and _DOUBLED.fullmatch(verb[-3:]):
        return verb + verb[-1] + "ed"
    return verb + "ed"


def _copy(doc: Doc, words: Sequence[str]) -> Doc:
    return Doc(
        doc.vocab,
        words=list(words),
        spaces=[bool(token.whitespace_) for token in doc],
        tags=[token.tag_ for token in doc],
        pos=[token.pos_ for token in doc],
        heads=[token.head.i for token in doc],
        deps=[token.dep_ for token in doc],
    )
