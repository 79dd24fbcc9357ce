"""Which heads of a tree cannot be right, and where grammar leaves one other place for them.

Each function reads the tree of one sentence and its root, and yields moves: a token, its new head
and its new relation (Universal Dependencies 2); a token that is its own head is the root. No moves
mean nothing is wrong. Ids, sources, word lists and examples: `rules/tree_repairs.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from spacy.tokens import Doc, Token

Move = tuple[Token, Token, str]
Finder = Callable[[Doc, Token, "TreeRepair"], Iterator[Move]]

_BARE_NOUN = frozenset({"appos", "dep", "nmod", "obl"})
_CASE = frozenset({"case"})
_CLAUSE_MARKS = frozenset({"aux", "aux:pass", "cop"})
_COPULA = frozenset({"cop"})
_DANGLING = frozenset({"conj", "xcomp", "obl", "ccomp", "parataxis", "dep", "advcl", "acl"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_JOINED = frozenset({"cc", "mark"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "SYM"})
_OBJECTS = frozenset({"obj", "iobj"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})
_WEAK_CLAUSE = frozenset({"ccomp", "conj", "parataxis"})
_WH = frozenset({"WDT", "WP", "WRB"})


@dataclass(frozen=True, slots=True)
class TreeRepair:
    """One row of the rules: its id names the function; `words` is a pattern that it asks for."""

    id: str
    find: Finder
    words: re.Pattern[str]


@cache
def tree_repairs() -> tuple[TreeRepair, ...]:
    """The repairs in the order in which they are tried."""
    table = resources.files("extractors") / "rules" / "tree_repairs.toml"
    rows = tomllib.loads(table.read_text("utf-8"))["repair"]
    return tuple(
        TreeRepair(row["id"], _FINDERS[row["id"]], re.compile(row.get("words", ""))) for row in rows
    )


def _clause_under_noun(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    if root.pos_ not in _NOMINAL or _child(root, _SUBJECTS | _CLAUSE_MARKS) is not None:
        return
    for verb in root.lefts:
        subject = _child(verb, _SUBJECTS)
        if verb.dep_ == "amod" and verb.tag_ in {"VBN", "VBD"} and _is_before(subject, verb):
            yield verb, verb, "ROOT"
            yield root, verb, "obj"
            return


def _there_is(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    there, be = _child(root, frozenset({"expl"})), _child(root, _COPULA)
    if root.pos_ not in _NOMINAL or be is None or there is None or there.lower_ != "there":
        return
    if _child(root, frozenset({"nsubj"})) is None:
        yield be, be, "ROOT"
        yield root, be, "nsubj"
        yield from ((child, be, child.dep_) for child in root.lefts if child.i < be.i)


def _clause_after_mark(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    mark = _child(root, frozenset({"mark"}))
    if mark is None or mark.i > 1 or mark.i > root.i:
        return
    for verb in doc[root.i + 1 :]:
        if verb.dep_ in _WEAK_CLAUSE and _is_clause_of_its_own(verb):
            yield verb, verb, "ROOT"
            yield root, verb, "advcl"
            return


def _reduced_relative(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    subject = _child(root, _SUBJECTS)
    if root.tag_ not in {"VBD", "VBN"} or subject is None or subject.i > root.i:
        return
    if _child(root, _CLAUSE_MARKS | _OBJECTS) or not rule.words.fullmatch(root.lower_):
        return
    for verb in root.rights:
        if verb.dep_ in _DANGLING and _lacks_a_subject(verb, root):
            yield verb, verb, "ROOT"
            yield subject, verb, "nsubj"
            yield root, subject, "acl"
            return


def _participle_as_auxiliary(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    if _child(root, _SUBJECTS) is not None:
        return
    for word in root.lefts:
        subject = _child(word, _SUBJECTS)
        if subject is not None and word.tag_ == "VBN" and word.dep_ in {"aux", "aux:pass"}:
            yield subject, root, "nsubj"
            yield word, subject, "acl"
            return


def _verb_after_help(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    for word in doc[1:]:
        if word.dep_ != "amod" or not rule.words.fullmatch(
            f"{doc[word.i - 1].lower_} {word.lower_}"
        ):
            continue
        if word.head.dep_ == "obj" and word.head.head.i == word.i - 1:
            yield word, word.head.head, "xcomp"
            yield word.head, word, "obj"


def _clause_beside_noun(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    if not _is_bare(root) or _child(root, _SUBJECTS) is not None:
        return
    for clause in root.rights:
        if clause.dep_ in _WEAK_CLAUSE and _is_clause_of_its_own(clause):
            yield clause, clause, "ROOT"
            yield root, clause, "obl"
            return


def _subject_of_noun(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    if not _is_finite(root):
        return
    for noun in root.children:
        owned = _child(noun, _SUBJECTS) if _is_bare(noun) else None
        if owned is None:
            continue
        if noun.dep_ in _SUBJECTS and noun.i < root.i and _is_of_a_later_phrase(noun, owned):
            yield owned, root, noun.dep_
            yield noun, owned, "nmod"
        elif noun.dep_ == "obl" and root.i < owned.i < noun.i and not _child(root, _OBJECTS):
            yield owned, root, "obj"


def _subject_after_preposition(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    subject = _child(root, frozenset({"nsubj", "nsubj:pass"}))
    case = None if subject is None or subject.i > root.i else _child(subject, _CASE)
    if subject is None or case is None or case.i > 0 or case.pos_ != "ADP":
        return
    for noun in reversed(list(subject.subtree)):
        if (
            noun.dep_ == "appos"
            and noun.i < root.i
            and _after_comma(noun)
            and not _child(noun, _CASE)
        ):
            yield noun, root, subject.dep_
            yield subject, root, "obl"
            return


def _missing_subject(doc: Doc, root: Token, rule: TreeRepair) -> Iterator[Move]:
    if not _is_finite(root) or _child(root, _SUBJECTS) is not None:
        return
    for noun in reversed(list(root.lefts)):
        if noun.dep_ in _BARE_NOUN and noun.pos_ in _NOMINAL and not _has_preposition(noun):
            yield noun, root, "nsubj"
            return


def _child(token: Token, relations: frozenset[str]) -> Token | None:
    return next((child for child in token.children if child.dep_ in relations), None)


def _is_before(subject: Token | None, verb: Token) -> bool:
    return subject is not None and subject.i < verb.i


def _is_finite(verb: Token) -> bool:
    if verb.tag_ in _FINITE and verb.pos_ in {"VERB", "AUX"}:
        return True
    return any(c.dep_ in _CLAUSE_MARKS and c.tag_ in _FINITE for c in verb.children)


def _is_bare(noun: Token) -> bool:
    """Whether the word is a noun that no copula or auxiliary makes a predicate."""
    return noun.pos_ in _NOMINAL and _child(noun, _CLAUSE_MARKS) is None


def _is_clause_of_its_own(verb: Token) -> bool:
    """Whether the verb has tense and a subject, stands after a comma, and nothing joins it."""
    whole = _is_finite(verb) and _is_before(_child(verb, _SUBJECTS), verb)
    return whole and _child(verb, _JOINED) is None and _after_comma(verb)


def _after_comma(head: Token) -> bool:
    """Whether a comma begins the phrase of the word or stands before it."""
    edge = head.left_edge
    return edge.text == "," or (edge.i > 0 and edge.nbor(-1).text == ",")


def _lacks_a_subject(verb: Token, root: Token) -> bool:
    """Whether the verb is finite, or a past form with an object, and in want of the root's subject.

    Verbs in a list share their subject: one of them has the conjunction.
    """
    if _child(verb, _SUBJECTS | _JOINED) or any(child.tag_ in _WH for child in verb.children):
        return False
    later = [*root.rights, *verb.rights]
    if any(child.dep_ == "conj" and child.i > verb.i and _child(child, _JOINED) for child in later):
        return False
    past = verb.tag_ == root.tag_ == "VBN" and _child(verb, _OBJECTS) is not None
    return _is_finite(verb) or (past and _child(verb, _CLAUSE_MARKS) is None)


def _is_of_a_later_phrase(noun: Token, owned: Token) -> bool:
    """Whether a preposition or a relative clause parts the two: they are no compound."""
    if owned.i > noun.i or _child(owned, _CASE) is not None:
        return False
    between = noun.doc[owned.i + 1 : noun.i]
    return any(
        (word.dep_ == "case" and word.head == noun)
        or (word.dep_ == "acl:relcl" and word.head == owned)
        for word in between
    )


def _has_preposition(noun: Token) -> bool:
    """Whether a preposition hangs on the noun; one before an earlier comma is another phrase's."""
    case = _child(noun, _CASE)
    return case is not None and "," not in {token.text for token in noun.doc[case.i : noun.i]}


_FINDERS: dict[str, Finder] = {
    "tree_repair.clause_under_noun": _clause_under_noun,
    "tree_repair.there_is": _there_is,
    "tree_repair.clause_after_mark": _clause_after_mark,
    "tree_repair.reduced_relative": _reduced_relative,
    "tree_repair.participle_as_auxiliary": _participle_as_auxiliary,
    "tree_repair.verb_after_help": _verb_after_help,
    "tree_repair.clause_beside_noun": _clause_beside_noun,
    "tree_repair.subject_of_noun": _subject_of_noun,
    "tree_repair.subject_after_preposition": _subject_after_preposition,
    "tree_repair.missing_subject": _missing_subject,
}
