"""The repairs of trees in the order in which they are tried: `rules/tree_repairs.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from spacy.tokens import Doc, Token

from extractors.language.trees import end_repairs, root_repairs
from extractors.language.trees.tree_shapes import Move

__all__ = ["TreeRepair", "tree_repairs"]

_ROOTS = (
    root_repairs.clause_under_noun,
    root_repairs.there_is,
    root_repairs.helped_noun,
    root_repairs.clause_after_mark,
    root_repairs.clause_before_colon,
    root_repairs.clause_as_subject,
    root_repairs.reduced_relative,
    root_repairs.clause_beside_noun,
    root_repairs.headline_participle,
)
_ENDS = (
    end_repairs.participle_as_auxiliary,
    end_repairs.verb_after_help,
    end_repairs.example_as_subject,
    end_repairs.finite_complement,
    end_repairs.compound_of_verb,
    end_repairs.subject_of_noun,
    end_repairs.subject_after_preposition,
    end_repairs.missing_subject,
)
_BY_ID: dict[str, Callable[[Doc, Token, re.Pattern[str]], Iterator[Move]]] = {
    f"tree_repair.{find.__name__}": find for find in (*_ROOTS, *_ENDS)
}


@dataclass(frozen=True, slots=True)
class TreeRepair:
    """One row of the rules: its id names the function, `words` is a pattern that it asks for."""

    id: str
    words: re.Pattern[str]

    def moves(self, doc: Doc, root: Token) -> list[Move]:
        """What is to be moved in the tree of one sentence; nothing where nothing is wrong."""
        return list(_BY_ID[self.id](doc, root, self.words))


@cache
def tree_repairs() -> tuple[TreeRepair, ...]:
    """The rows in their order; each names a function, and each function has its row."""
    table = resources.files("extractors") / "rules" / "tree_repairs.toml"
    rows = tomllib.loads(table.read_text("utf-8"))["repair"]
    assert {row["id"] for row in rows} == set(_BY_ID), "rows and functions differ"
    return tuple(TreeRepair(row["id"], re.compile(row.get("words", ""))) for row in rows)
