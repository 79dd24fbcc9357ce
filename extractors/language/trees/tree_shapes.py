"""What a tree says of a word in it: its children by relation, whether it is finite, what parts it.

Relations are those of Universal Dependencies 2, tags those of the Penn Treebank.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

Move = tuple[Token, Token, str]
"""A token, its new head and its new relation; a token that is its own head is the root."""

CASE = frozenset({"case"})
CLAUSE_MARKS = frozenset({"aux", "aux:pass", "cop"})
COPULA = frozenset({"cop"})
EXPLETIVE = frozenset({"expl"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
JOINED = frozenset({"cc", "mark"})
MARK = frozenset({"mark"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "SYM"})
OBJECTS = frozenset({"obj", "iobj"})
NOUN_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
SUBJECTS = NOUN_SUBJECTS | {"csubj", "expl"}
WH = frozenset({"WDT", "WP", "WRB"})


def root_of(doc: Doc) -> Token:
    """The root of a tree of one sentence."""
    return next(token for token in doc if token.dep_ == "ROOT")


def child(token: Token, relations: frozenset[str]) -> Token | None:
    """The first child by one of the relations."""
    return next((word for word in token.children if word.dep_ in relations), None)


def is_finite(verb: Token) -> bool:
    """Whether the word is a verb with tense, or has an auxiliary or copula with tense."""
    if verb.tag_ in FINITE and verb.pos_ in {"VERB", "AUX"}:
        return True
    return any(word.dep_ in CLAUSE_MARKS and word.tag_ in FINITE for word in verb.children)


def is_bare(noun: Token) -> bool:
    """Whether the word is a noun that no copula or auxiliary makes a predicate."""
    return noun.pos_ in NOMINAL and child(noun, CLAUSE_MARKS) is None


def has_subject_before(verb: Token) -> bool:
    """Whether a subject of the verb stands before it."""
    subject = child(verb, SUBJECTS)
    return subject is not None and subject.i < verb.i


def is_joined(verb: Token) -> bool:
    """Whether a conjunction, a subordinator or a relative word makes the clause part of another."""
    return any(word.dep_ in JOINED or word.tag_ in WH for word in verb.children)


def is_apart(head: Token, marks: frozenset[str] = frozenset({","})) -> bool:
    """Whether a comma, or another mark, begins the phrase of the word or stands before it."""
    edge = head.left_edge
    return edge.text in marks or (edge.i > 0 and edge.nbor(-1).text in marks)


def has_preposition(noun: Token) -> bool:
    """Whether a preposition hangs on the noun; one before an earlier comma is another phrase's."""
    case = child(noun, CASE)
    return case is not None and "," not in {token.text for token in noun.doc[case.i : noun.i]}
