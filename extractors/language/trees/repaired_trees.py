"""Trees that break the grammar, with the one reading that it leaves.

"Children given amoxicillin for pneumonia recovered": a small parser hangs "Children" on
"amoxicillin" as its subject, and makes "amoxicillin" the subject of "recovered". A noun without a
copula has no subject, a subject no preposition; a finite verb in a statement has a subject; of a
noun and a clause side by side the clause heads the sentence. Each repair moves one or two heads.
Most trees need none. What is moved, and when: `tree_repairs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.attrs import DEP, HEAD
from spacy.tokens import Doc

from extractors.language.trees.tree_repairs import tree_repairs
from extractors.language.trees.tree_shapes import Move, root_of

__all__ = ["repair"]


def repair(doc: Doc) -> tuple[str, ...]:
    """The ids of the repairs that the tree of this one sentence got, in place; most get none."""
    made = []
    root = root_of(doc)
    for rule in tree_repairs():
        if (moves := rule.moves(doc, root)) and _move(doc, moves):
            made.append(rule.id)
            root = root_of(doc)
    return tuple(made)


def _move(doc: Doc, moves: Sequence[Move]) -> bool:
    """Whether the moves leave a tree; only then they are made."""
    heads = [token.head.i for token in doc]
    labels = [token.dep for token in doc]
    for token, head, relation in moves:
        heads[token.i] = head.i
        labels[token.i] = doc.vocab.strings.add(relation)
    if not _is_tree(heads):
        return False
    values: Any = np.empty((len(heads), 2), dtype=np.uint64)
    values[:, 0] = (np.array(heads) - np.arange(len(heads))).astype(np.uint64)
    values[:, 1] = labels
    doc.from_array([HEAD, DEP], values)
    return True


def _is_tree(heads: Sequence[int]) -> bool:
    """Whether there is one root, and every token reaches it."""
    roots = [place for place, head in enumerate(heads) if head == place]
    reached = set(roots)
    for place in range(len(heads)):
        path = []
        while place not in reached and place not in path:
            path.append(place)
            place = heads[place]
        if place in path:
            return False
        reached.update(path)
    return len(roots) == 1
