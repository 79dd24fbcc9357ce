"""Repairs of which word heads a sentence: a noun, a participle or a clause that cannot.

Each function reads the tree of one sentence, its root and the words that its row asks for, and
yields moves; none where nothing is wrong. What each one mends: `rules/tree_repairs.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from extractors.language.trees.tree_shapes import (
    CASE,
    CLAUSE_MARKS,
    COPULA,
    EXPLETIVE,
    JOINED,
    MARK,
    NOMINAL,
    NOUN_SUBJECTS,
    OBJECTS,
    SUBJECTS,
    Move,
    child,
    has_subject_before,
    is_apart,
    is_bare,
    is_finite,
    is_joined,
)

_ASIDE = frozenset({"ccomp", "conj", "parataxis"})
_AUXILIARY = frozenset({"aux"})
_BREAKS = frozenset({",", "--", "–", "—"})
_DANGLING = frozenset({"conj", "xcomp", "obl", "ccomp", "parataxis", "dep", "advcl", "acl"})
_FULL_STOPS = frozenset(".!?")
_RELATIVE = frozenset({"acl", "acl:relcl"})


def clause_under_noun(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A participle with a subject is no modifier of the noun after it."""
    if root.pos_ not in NOMINAL or child(root, SUBJECTS | CLAUSE_MARKS):
        return
    for verb in root.lefts:
        if verb.dep_ == "amod" and verb.tag_ in {"VBN", "VBD"} and has_subject_before(verb):
            yield verb, verb, "ROOT"
            yield root, verb, "obj"
            return


def there_is(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """In "there is X" the verb is the root."""
    there, be = child(root, EXPLETIVE), child(root, COPULA)
    if root.pos_ not in NOMINAL or be is None or there is None or there.lower_ != "there":
        return
    if child(root, NOUN_SUBJECTS) is None:
        yield be, be, "ROOT"
        yield root, be, "nsubj"
        yield from ((word, be, word.dep_) for word in root.lefts if word.i < be.i)


def helped_noun(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """An auxiliary helps a verb: in a question the noun between the two is the subject."""
    aux = child(root, _AUXILIARY)
    if root.pos_ not in NOMINAL or aux is None or aux.i > root.i or child(root, COPULA | SUBJECTS):
        return
    for verb in root.rights:
        if verb.tag_ == "VB" and not child(verb, SUBJECTS | JOINED | CLAUSE_MARKS):
            yield verb, verb, "ROOT"
            yield root, verb, "nsubj"
            yield aux, verb, "aux"
            return


def clause_after_mark(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A clause that a subordinator opens is not the main one where another follows the comma."""
    mark = child(root, MARK)
    if mark is None or mark.i > 1 or mark.i > root.i:
        return
    for verb in doc[root.i + 1 :]:
        if verb.dep_ in _ASIDE and is_apart(verb) and _is_main(verb):
            yield verb, verb, "ROOT"
            yield root, verb, "advcl"
            return


def clause_before_colon(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """Of two main clauses with a colon between them the first one is the root."""
    for verb in root.lefts:
        end = verb.right_edge.i
        if verb.dep_ == "ccomp" and _is_main(verb) and ":" in {t.text for t in doc[end : end + 2]}:
            yield verb, verb, "ROOT"
            yield root, verb, "parataxis"
            return


def clause_as_subject(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A bare past form is no verb of a whole clause: "X is a sign in patients admitted to Z"."""
    clause = child(root, NOUN_SUBJECTS)
    if root.tag_ not in {"VBD", "VBN"} or clause is None or child(root, CLAUSE_MARKS | OBJECTS):
        return
    whole = child(clause, COPULA) and child(clause, NOUN_SUBJECTS)
    before = doc[max(clause.i, root.left_edge.i, root.i - 1)]
    if whole and root.i > clause.i and before.pos_ in NOMINAL and not is_joined(clause):
        yield clause, clause, "ROOT"
        yield root, before, "acl"


def reduced_relative(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """Two finite verbs share a subject only with a conjunction between them."""
    subject = child(root, SUBJECTS)
    if root.tag_ not in {"VBD", "VBN"} or subject is None or subject.i > root.i:
        return
    if child(root, CLAUSE_MARKS | OBJECTS) or not words.fullmatch(root.lower_):
        return
    for verb in doc[root.i + 1 : root.right_edge.i + 1]:
        near = verb.head == root or (verb.dep_ == "acl" and root.is_ancestor(verb))
        if near and verb.dep_ in _DANGLING and _lacks_a_subject(verb, root):
            yield verb, verb, "ROOT"
            yield subject, verb, "nsubj"
            yield root, subject, "acl"
            return


def clause_beside_noun(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """A clause with a subject and tense heads the phrase that stands before it."""
    if not is_bare(root) or child(root, SUBJECTS):
        return
    fronted = child(root, CASE) is not None
    for clause in root.rights:
        parted = clause.dep_ in _ASIDE | {"appos"} and is_apart(clause, _BREAKS)
        if (parted or (fronted and clause.dep_ in _RELATIVE)) and _is_main(clause):
            yield clause, clause, "ROOT"
            yield root, clause, "obl"
            return


def headline_participle(doc: Doc, root: Token, words: re.Pattern[str]) -> Iterator[Move]:
    """In a headline, which has no full stop, a participle of finding stands for a passive."""
    if doc[-1].text in _FULL_STOPS or not is_bare(root) or any(map(is_finite, doc)):
        return
    for verb in root.rights:
        if verb.dep_ == "acl" and verb.tag_ == "VBN" and words.fullmatch(verb.lower_):
            yield verb, verb, "ROOT"
            yield root, verb, "nsubj:pass"
            return


def _is_main(verb: Token) -> bool:
    return is_finite(verb) and has_subject_before(verb) and not is_joined(verb)


def _lacks_a_subject(verb: Token, root: Token) -> bool:
    """Whether the verb is finite, or a past form with an object, and in want of the root's subject.

    Verbs in a list share their subject: one of them has the conjunction.
    """
    if child(verb, SUBJECTS) or is_joined(verb):
        return False
    later = [*root.rights, *verb.rights]
    if any(word.dep_ == "conj" and word.i > verb.i and child(word, JOINED) for word in later):
        return False
    past = verb.tag_ == root.tag_ == "VBN" and child(verb, OBJECTS) is not None
    return is_finite(verb) or (past and child(verb, CLAUSE_MARKS) is None)
