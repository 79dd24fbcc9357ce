"""Rules over lines of a page: furniture, verdicts and farm signals, as data.

A rule file is TOML, one `[[rule]]` per row: id, category, patterns (regular expressions, case
ignored unless `cased` is true), source, examples, counter_examples; any other key is in `extra`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from extractors.errors import LexiconError

_NEEDED = ("id", "category", "patterns", "source", "examples", "counter_examples")


@dataclass(frozen=True, slots=True)
class LineRule:
    """One row: what a line looks like, and what it then is."""

    id: str
    category: str
    pattern: re.Pattern[str]
    source: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def fits(self, line: str) -> bool:
        """Whether the whole line, without outer white space, is what the rule describes."""
        return self.pattern.fullmatch(line) is not None

    def found_in(self, text: str) -> str | None:
        """The first stretch of the text that the rule describes, None where there is none."""
        match = self.pattern.search(text)
        return match.group() if match else None


@cache
def line_rules(name: str) -> tuple[LineRule, ...]:
    """The rules of `extractors/rules/NAME.toml`, in order; LexiconError names a bad row."""
    path = resources.files("extractors") / "rules" / f"{name}.toml"
    rules = tuple(_rule(name, row) for row in tomllib.loads(path.read_text("utf-8"))["rule"])
    ids = [rule.id for rule in rules]
    if twice := {rule_id for rule_id in ids if ids.count(rule_id) > 1}:
        raise LexiconError(f"rules/{name}.toml: ids that stand twice: {sorted(twice)}")
    return rules


def _rule(name: str, row: Mapping[str, Any]) -> LineRule:
    if missing := [key for key in _NEEDED if key not in row]:
        raise LexiconError(f"rules/{name}.toml: {row.get('id', row)} lacks {', '.join(missing)}")
    try:
        pattern = re.compile(
            "|".join(f"(?:{one})" for one in row["patterns"]),
            0 if row.get("cased") else re.IGNORECASE,
        )
    except re.error as error:
        raise LexiconError(f"rules/{name}.toml: {row['id']}: {error}") from error
    return LineRule(
        id=row["id"],
        category=row["category"],
        pattern=pattern,
        source=row["source"],
        examples=tuple(row["examples"]),
        counter_examples=tuple(row["counter_examples"]),
        extra={key: value for key, value in row.items() if key not in _NEEDED},
    )
