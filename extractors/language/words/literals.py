"""Literals of which every match of a regular expression holds one, told from the expression itself.

To look for a few literals in a sentence takes a hundredth of the time that an expression takes
which opens with a choice or a number; most sentences hold none of them and need no search.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

__all__ = ["folded", "required_literals"]

_parser: Any = import_module("re._parser")
"""The standard library's own; what a later Python parses into other parts asks for no literal."""
_MOST = 60
_SHORTEST = 2
"""A single letter stands in nearly every sentence."""
_RARE = 5
"""So long a literal is rare enough; a longer one is preferred no more."""
Literals = frozenset[str]


def required_literals(pattern: str) -> Literals:
    """Lower-case literals one of which is in `folded(text)` wherever the expression matches.

    Empty where the expression asks for no such literal: then any text may match. Raises re.error
    for what is no expression.
    """
    return _of_sequence(_parser.parse(pattern)) or frozenset()


@lru_cache(maxsize=64)
def folded(text: str) -> str:
    """The text in lower case, with i and s for the letters that match them where case is ignored.

    Some letters grow longer in it: for `in` alone, not for offsets.
    """
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("ı", "i").replace("ſ", "s")


def _of_sequence(parsed: Any) -> Literals | None:
    """The best that any part of a sequence asks for: literals in a row are one."""
    asked: list[Literals] = []
    run = ""
    for operator, argument in [*parsed, (None, None)]:
        if str(operator) == "LITERAL" and argument < 128:
            run += chr(argument).lower()
            continue
        if run:
            asked.append(frozenset({run}))
            run = ""
        if operator is not None and (found := _of_part(str(operator), argument)):
            asked.append(found)
    return max(filter(_is_of_use, asked), key=_use, default=None)


def _of_part(operator: str, argument: Any) -> Literals | None:
    if operator == "SUBPATTERN":
        return _of_sequence(argument[-1])
    if operator == "ATOMIC_GROUP":
        return _of_sequence(argument)
    if operator in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        fewest, _most, repeated = argument
        return _of_sequence(repeated) if fewest else None
    if operator == "BRANCH":
        return _of_any(argument[1])
    return None


def _of_any(branches: Any) -> Literals | None:
    """All that the branches ask for, None where one of them asks for nothing."""
    found: Literals = frozenset()
    for branch in branches:
        literals = _of_sequence(branch)
        if literals is None:
            return None
        found |= literals
    # "patients" is in no text that lacks "patient".
    return frozenset(one for one in found if not any(o != one and o in one for o in found))


def _is_of_use(literals: Literals) -> bool:
    long = all(len(literal) >= _SHORTEST or not literal.isalpha() for literal in literals)
    return long and 0 < len(literals) <= _MOST and " " not in literals


def _use(literals: Literals) -> tuple[int, int]:
    """Rare ones are of more use than few."""
    return min(_RARE, *(len(literal.strip()) for literal in literals)), -len(literals)
