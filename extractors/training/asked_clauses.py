"""Gold clauses as questions: "Does the jab halve admissions?", "Is wine good for you?".

The words are those of a real clause: its copula or auxiliary moves to the front, and a full verb
gives its tense to "do", as English grammar has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from extractors.training.rebuilt_trees import Piece, rebuilt, whole

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_MOVED = frozenset({"cop", "aux", "aux:pass"})
_DO = {"VBD": "Did", "VBZ": "Does", "VBP": "Do"}
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


def asked(clauses: Iterable[Doc]) -> Iterator[Doc]:
    """A question from each one-clause document that ends in a stop and begins with its subject."""
    for doc in clauses:
        root = next(token for token in doc if token.dep_ == "ROOT")
        subject = next((c for c in root.children if c.dep_ in _SUBJECTS), None)
        if subject is not None and subject.left_edge.i == 0 and doc[-1].text == ".":
            pieces = _asked(doc, root)
            if pieces:
                yield rebuilt(doc.vocab, pieces, root, "?")


def _asked(doc: Doc, root: Token) -> list[Piece]:
    helpers = [c for c in root.children if c.dep_ in _MOVED and c.tag_ in _FINITE]
    body = list(doc[:-1])
    if helpers:
        first = min(helpers, key=lambda token: token.i)
        return [Piece(first), *whole([token for token in body if token != first])]
    return _with_do(body, root)


def _with_do(body: list[Token], root: Token) -> list[Piece]:
    """Nothing, where the verb is not finite, or lacks what "do" takes the place of.

    The stop lends its place to "do"; its own is taken by the question mark.
    """
    stop = root.doc[-1]
    if root.tag_ not in _DO or root.pos_ != "VERB" or not root.lemma_ or not root.text.islower():
        return []
    helper = Piece(stop, text=_DO[root.tag_], tag=root.tag_, pos="AUX", dep="aux", head=root)
    bare = Piece(root, text=root.lemma_.lower(), tag="VB")
    return [helper, *(bare if token == root else Piece(token) for token in body)]
