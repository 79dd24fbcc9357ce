"""Trees that cannot be right, read again with words put in that leave no doubt.

"Therapy normalised platelet counts" has no finite verb where "normalised" is taken for a
participle. A sentence whose tree lacks what sentences have is parsed once more for each word that
may be its verb, with a stand-in for it; the tree is kept if it has what the first lacked. Most
sentences are read once. Rules: `rules/second_readings.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from spacy.attrs import DEP, HEAD, NORM, POS, TAG
from spacy.tokens import Doc, Token

from extractors.language.trees.tree_shapes import (
    CLAUSE_MARKS,
    FINITE,
    JOINED,
    SUBJECTS,
    child,
    root_of,
)
from extractors.language.words.lone_sentences import lone_sentence

Fault = Literal["finite_root", "helped_noun", "one_finite_verb"]
Parse = Callable[[Sequence[Doc]], list[Doc]]

MAX_READINGS = 4
"""Second readings of one sentence: a long list of nouns in -s is not read for each of them."""
_OWN_CLAUSE = frozenset({"acl:relcl", "advcl", "aux", "aux:pass", "cop"})
"""Relations of a finite verb that heads no sentence."""
_DANGLING = frozenset({"conj", "xcomp", "obl", "ccomp", "parataxis", "dep", "advcl", "acl"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_TREE = [HEAD, DEP, TAG, POS]
_VERBAL = frozenset({"VB", "VBN", "VBP", "VBG"})


@dataclass(frozen=True, slots=True)
class SecondReading:
    """One row of the rules, as the file explains them."""

    id: str
    fault: Fault
    tags: frozenset[str]
    form: re.Pattern[str]
    stand_in: str
    becomes: str
    needs_object: bool

    def fits(self, token: Token) -> bool:
        """Whether the word may be meant as the rule says."""
        return token.tag_ in self.tags and self.form.fullmatch(token.text) is not None


@cache
def second_reading_rules() -> tuple[SecondReading, ...]:
    """The rules in their order: of two readings that may be kept the first one is."""
    table = resources.files("extractors") / "rules" / "second_readings.toml"
    return tuple(
        SecondReading(
            row["id"],
            row["fault"],
            frozenset(row["tags"]),
            re.compile(row["form"]),
            row["stand_in"],
            row["becomes"],
            row["needs_object"],
        )
        for row in tomllib.loads(table.read_text("utf-8"))["rule"]
    )


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A word of a tree that is to be read as the rule says."""

    doc: Doc
    place: int
    rule: SecondReading


def read_again(trees: Sequence[Doc], parse: Parse) -> None:
    """None; trees that cannot be right are replaced in place by second readings that can.

    Each document is one sentence, tagged and parsed; `parse` tags and parses others of that kind.
    """
    doubts = [doubt for doc in trees for doubt in list(_doubts(doc))[:MAX_READINGS]]
    mended: set[int] = set()
    for doubt, second in zip(doubts, parse([_with_stand_in(d) for d in doubts]), strict=True):
        if id(doubt.doc) not in mended and _is_kept(doubt, second):
            mended.add(id(doubt.doc))
            values: Any = second.to_array(_TREE)
            doubt.doc.from_array(_TREE, values)
            doubt.doc[doubt.place].tag_ = doubt.rule.becomes


def _doubts(doc: Doc) -> Iterator[_Doubt]:
    root = root_of(doc)
    if root.pos_ in _NOUNS and (aux := _auxiliary(root)) is not None:
        places, fault = [*doc[aux.i + 2 :]], "helped_noun"
    elif _is_finite(root):
        places, fault = _bare_past_forms(root), "one_finite_verb"
    else:
        places, fault = _verbless(root), "finite_root"
    for rule in second_reading_rules():
        for token in places:
            if rule.fault == fault and rule.fits(token):
                yield _Doubt(doc, token.i, rule)


def _is_finite(verb: Token) -> bool:
    """Whether the word or an auxiliary of it is finite; a participle with a subject may be."""
    helped = any(c.dep_ in CLAUSE_MARKS and c.tag_ in FINITE for c in verb.children)
    return helped or verb.tag_ in FINITE


def _auxiliary(noun: Token) -> Token | None:
    """The auxiliary that hangs on a noun without a copula, which only a verb has."""
    by_relation = {word.dep_: word for word in noun.children}
    return None if "cop" in by_relation else by_relation.get("aux")


def _verbless(root: Token) -> list[Token]:
    """The words that may be the verb of a sentence whose root is not finite.

    Where the root is a verb with a subject: itself, and what the tagger calls finite.
    """
    others = [token for token in root.doc if token.i and _may_head(token)]
    if root.tag_ in _VERBAL and root.pos_ == "VERB" and child(root, SUBJECTS) is not None:
        return [token for token in others if token == root or token.tag_ in FINITE]
    return others


def _may_head(token: Token) -> bool:
    helped = any(word.dep_ in CLAUSE_MARKS for word in token.children)
    return token.dep_ not in _OWN_CLAUSE and not helped


def _bare_past_forms(root: Token) -> list[Token]:
    """The root, if it has a subject and no auxiliary and a second finite verb hangs on nothing."""
    helped = any(word.dep_ in CLAUSE_MARKS for word in root.children)
    if helped or child(root, SUBJECTS) is None:
        return []
    later = root.doc[root.i + 1 :]
    return [root] if any(_is_dangling(token, root) for token in later) else []


def _is_dangling(token: Token, root: Token) -> bool:
    """Whether the word is, or helps, a finite verb that has neither subject nor conjunction."""
    if token.tag_ not in FINITE:
        return False
    verb = token.head if token.dep_ in CLAUSE_MARKS else token
    if verb == root or verb.dep_ not in _DANGLING or child(verb, SUBJECTS) is not None:
        return False
    return not any(word.dep_ in JOINED for word in verb.children)


def _with_stand_in(doubt: _Doubt) -> Doc:
    words = [token.text for token in doubt.doc]
    norms: Any = doubt.doc.to_array(NORM)
    words[doubt.place] = doubt.rule.stand_in
    norms[doubt.place] = doubt.doc.vocab.strings.add(doubt.rule.stand_in)
    spaces = [bool(token.whitespace_) for token in doubt.doc]
    return lone_sentence(doubt.doc.vocab, words, spaces, norms)


def _is_kept(doubt: _Doubt, second: Doc) -> bool:
    root = root_of(second)
    if doubt.rule.fault == "one_finite_verb":
        return root.i != doubt.place and _is_finite(root) and child(root, SUBJECTS) is not None
    has_object = any(word.dep_ == "obj" and word.i > root.i for word in root.children)
    complete = has_object or not doubt.rule.needs_object
    return root.i == doubt.place and child(root, SUBJECTS) is not None and complete
