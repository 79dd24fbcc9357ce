"""Repairs of what hangs on a verb: subjects and objects where there can be none, or one is missing.

Each function reads the tree of one sentence, its root and the words that its row asks for, and
yields moves; none where nothing is wrong. What each one mends: `rules/tree_repairs.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from extractors.language.trees.tree_shapes import (
    CASE,
    FINITE,
    NOMINAL,
    NOUN_SUBJECTS,
    OBJECTS,
    SUBJECTS,
    Move,
    child,
    has_preposition,
    is_apart,
    is_bare,
    is_finite,
)

_BARE_NOUN = frozenset({"advmod", "appos", "dep", "nmod", "obl"})
_COMPOUND = frozenset({"compound"})


def participle_as_auxiliary(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """An auxiliary has no subject, and auxiliaries are a closed class."""
    if child(root, SUBJECTS) is not None:
        return
    for word in root.lefts:
        subject = child(word, SUBJECTS)
        if subject is not None and word.tag_ == "VBN" and word.dep_ in {"aux", "aux:pass"}:
            yield subject, root, "nsubj"
            yield word, subject, "acl"
            return


def verb_after_help(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """ "Help" takes a bare infinitive: "helps lower glucose"."""
    for word in doc[1:]:
        if word.dep_ != "amod" or not words.fullmatch(f"{doc[word.i - 1].lower_} {word.lower_}"):
            continue
        if word.head.dep_ == "obj" and word.head.head.i == word.i - 1:
            yield word, word.head.head, "xcomp"
            yield word.head, word, "obj"


def finite_complement(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A verb in the present is no object and no open complement: it heads a clause of its own."""
    for verb in root.rights:
        if verb.tag_ not in {"VBZ", "VBP"} or verb.pos_ != "VERB":
            continue
        if (owned := child(verb, NOUN_SUBJECTS)) is not None:
            if verb.dep_ == "obj" and owned.i < verb.i - 1 and doc[owned.i + 1].text == ",":
                yield owned, root, "obj"
                yield verb, root, "conj"
            continue
        noun = verb.left_edge.nbor(-1) if verb.dep_ == "xcomp" else None
        if verb.dep_ == "obj" and (subject := _compound(verb)) is not None:
            yield verb, root, "ccomp"
            yield subject, verb, "nsubj"
        elif noun is not None and noun.dep_ == "obj" and noun.head == root:
            yield verb, root, "ccomp"
            yield noun, verb, "nsubj"


def example_as_subject(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """What "like" introduces is no subject, the plural before it is: "blockers like X reduce Y"."""
    for verb in root.rights:
        example = child(verb, NOUN_SUBJECTS)
        if verb.dep_ != "ccomp" or example is None:
            continue
        case = child(example, CASE)
        if case is None or case.i != root.i + 1 or not words.fullmatch(case.lower_):
            continue
        yield verb, verb, "ROOT"
        yield root, verb, "nsubj"
        yield example, root, "nmod"
        yield from ((word, root, "compound") for word in root.lefts if word.dep_ in SUBJECTS)
        return


def compound_of_verb(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A finite verb is in no compound: the noun before it is its subject."""
    for verb in doc:
        if verb.tag_ not in FINITE or verb.dep_ in SUBJECTS or child(verb, SUBJECTS):
            continue
        if verb.pos_ != "VERB" and not child(verb, OBJECTS):
            continue
        if verb.dep_ != "obj" and (subject := _compound(verb)) is not None:
            yield subject, verb, "nsubj"


def subject_of_noun(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A noun has a subject only beside a copula."""
    if not is_finite(root):
        return
    for noun in root.children:
        owned = child(noun, SUBJECTS) if is_bare(noun) else None
        if owned is None:
            continue
        if noun.dep_ in SUBJECTS and noun.i < root.i and _is_of_a_later_phrase(noun, owned):
            yield owned, root, noun.dep_
            yield noun, owned, "nmod"
        elif noun.dep_ == "obl" and root.i < owned.i < noun.i and not child(root, OBJECTS):
            yield owned, root, "obj"


def subject_after_preposition(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A subject has no preposition; what the comma sets beside it may be the subject."""
    subject = child(root, NOUN_SUBJECTS)
    case = None if subject is None or subject.i > root.i else child(subject, CASE)
    if subject is None or case is None or case.i > 0 or case.pos_ != "ADP":
        return
    for noun in reversed(list(subject.subtree)):
        if noun.dep_ == "appos" and noun.i < root.i and is_apart(noun) and not child(noun, CASE):
            yield noun, root, subject.dep_
            yield subject, root, "obl"
            return


def missing_subject(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A finite verb in a statement has a subject: the nearest noun without a preposition.

    The words are phrases that only look like one with a preposition: "about a third".
    """
    if not is_finite(root) or child(root, SUBJECTS) is not None:
        return
    for noun in reversed(list(root.lefts)):
        if noun.dep_ not in _BARE_NOUN or noun.pos_ not in NOMINAL:
            continue
        phrase = noun.doc[noun.left_edge.i : noun.i + 1].text.lower()
        if words.fullmatch(phrase) or not has_preposition(noun):
            yield noun, root, "nsubj"
            return


def _compound(verb: Token) -> Token | None:
    """The noun right before the verb that hangs on it as part of a compound."""
    noun = child(verb, _COMPOUND)
    return noun if noun is not None and noun.pos_ in NOMINAL and noun.i == verb.i - 1 else None


def _is_of_a_later_phrase(noun: Token, owned: Token) -> bool:
    """Whether a preposition or a relative clause parts the two: they are no compound."""
    if owned.i > noun.i or child(owned, CASE) is not None:
        return False
    between = noun.doc[owned.i + 1 : noun.i]
    return any(
        (word.dep_ == "case" and word.head == noun)
        or (word.dep_ == "acl:relcl" and word.head == owned)
        for word in between
    )
