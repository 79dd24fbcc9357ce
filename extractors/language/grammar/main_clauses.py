"""Which of the clauses side by side in a sentence a word stands in, by the tree."""

from __future__ import annotations

from spacy.tokens import Token

__all__ = ["clause_of"]

_CONTRASTS = frozenset({"while", "whereas", "although", "though"})
_OF_A_CLAUSE = frozenset({"nsubj", "ccomp"})
"""What a verb of its own clause has; one that a noun was taken for still has the latter."""


def clause_of(token: Token) -> int:
    """The index of the word that heads the token's clause: the root, or one beside or against it.

    What only depends on a clause, "who ...", "that ...", "to ...", is part of it.
    """
    while token.head.i != token.i and not _heads_clause(token):
        token = token.head
    return int(token.i)


def _heads_clause(token: Token) -> bool:
    """Whether it heads a clause beside another: "X eased pain, and [Y lowered it]"."""
    children = [(child.dep_.partition(":")[0], child.lower_) for child in token.children]
    if not any(role in _OF_A_CLAUSE for role, _ in children):
        return False
    contrasts = any(role == "mark" and word in _CONTRASTS for role, word in children)
    kind = token.dep_.partition(":")[0]
    return kind in {"conj", "parataxis"} or (kind == "advcl" and contrasts)
