"""Rules as data: a small pattern language over tokens.

A rule file is TOML, one `[[rule]]` per row: id, category, patterns, source, examples,
counter_examples, and where they apply severity, version and note; any other key is kept in
`extra`. Pattern elements are separated by spaces and match token norms (see `tokens`):

    word             this norm                        ~word    any inflection, both spellings
    a|b|~c           one of these                     !a|b     one token that is none of these
    word? word* +    optional, any number, one or more
    ...  ...5        up to 3 (5) tokens of any kind but sentence punctuation
    <drug|cytokine>  a mention of that type           <any>    a mention of any type
    <num>            a number or number word          /re/     a norm that the expression matches
    ( a b | c d )    alternative sequences; ( a b )? may be absent
    [ ... ]          only this part is the match's span; the rest is context
    \\?               a literal ?, * or +

A pattern with groups or alternatives in brackets stands for several flat sequences of steps (see
`steps`). A sequence is tried only on a sentence that holds a word for each step that must take one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from spacy.tokens import Doc, Span

from extractors.errors import LexiconError
from extractors.language.words.inflection import forms
from extractors.language.words.steps import (
    Pattern,
    Place,
    Step,
    Test,
    Words,
    is_number,
    like,
    longest_apart,
    mentions,
    none_of,
    one_of,
    words_of,
)

_SENTENCE_PUNCTUATION = frozenset({".", "!", "?", ";", "\n", "\n\n"})
_KNOWN = {
    "id", "category", "patterns", "source", "examples", "counter_examples", "severity", "version"
}  # fmt: skip
_FUNCTION_WORDS = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "had", "has"),
        *("have", "in", "is", "it", "its", "may", "no", "not", "of", "on", "or", "that", "the"),
        *("their", "this", "to", "was", "were", "which", "will", "with", "-", ",", "'", '"'),
        *("(", ")", "%"),
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a rule file."""

    id: str
    category: str
    patterns: tuple[str, ...]
    source: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    severity: int = 0
    version: int = 1
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule that fired on `span`, the bracketed part of the pattern or all of it."""

    rule: Rule
    span: Span


def load_rules(name: str) -> tuple[Rule, ...]:
    """The rules of `extractors/rules/NAME.toml`, in order; LexiconError names a bad row."""
    path = resources.files("extractors") / "rules" / f"{name}.toml"
    rows = tomllib.loads(path.read_text("utf-8")).get("rule", [])
    rules = tuple(_rule(name, row) for row in rows)
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise LexiconError(f"rules/{name}.toml: the id {rule.id!r} stands twice")
        seen.add(rule.id)
    return rules


def _rule(name: str, row: Mapping[str, Any]) -> Rule:
    missing = {"id", "category", "patterns", "source", "examples", "counter_examples"} - set(row)
    if missing:
        label = row.get("id", "a row without id")
        raise LexiconError(f"rules/{name}.toml: {label} lacks {', '.join(sorted(missing))}")
    return Rule(
        id=row["id"],
        category=row["category"],
        patterns=tuple(row["patterns"]),
        source=row["source"],
        examples=tuple(row["examples"]),
        counter_examples=tuple(row["counter_examples"]),
        severity=row.get("severity", 0),
        version=row.get("version", 1),
        extra={key: value for key, value in row.items() if key not in _KNOWN},
    )


class RuleMatcher:
    """Finds every rule of a rule file in a sentence, the longest where one rule matches twice."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._patterns = [
            (rule, Pattern(steps))
            for rule in self.rules
            for text in rule.patterns
            for steps in _expand(rule, text)
        ]
        ranked = [sorted(pattern.required, key=_commonness) for _, pattern in self._patterns]
        self._rarest = _by_norm([needs[0] if needs else frozenset() for needs in ranked])
        self._second = _by_norm([needs[1] if len(needs) > 1 else frozenset() for needs in ranked])
        self._others = [tuple(needs[2:]) for needs in ranked]

    def find(self, sentence: Span | Doc) -> Iterator[RuleMatch]:
        """Every match of every rule in the sentence, rule by rule; one rule's never overlap."""
        words = words_of(sentence)
        found: dict[str, tuple[Rule, list[Place]]] = {}
        for rule, pattern in self._candidates(words):
            if places := pattern.find(words):
                found.setdefault(rule.id, (rule, []))[1].extend(places)
        for rule, places in found.values():
            for start, end in sorted(longest_apart(places)):
                yield RuleMatch(rule, sentence[start:end])

    def _candidates(self, words: Words) -> Iterator[tuple[Rule, Pattern]]:
        """The patterns of which every required step has a word in the sentence, in order."""
        norms, open_ = words.indexes.keys(), -1
        for spared, by_norm in (self._rarest, self._second):
            met = spared
            for norm in by_norm.keys() & norms:
                met |= by_norm[norm]
            open_ &= met
            if not open_:
                return
        while open_:
            lowest = open_ & -open_
            open_ ^= lowest
            index = lowest.bit_length() - 1
            if not any(map(norms.isdisjoint, self._others[index])):
                yield self._patterns[index]


def _by_norm(needs: Sequence[frozenset[str]]) -> tuple[int, dict[str, int]]:
    """As bits of a number: the patterns that need nothing, and those that each norm satisfies."""
    spared, by_norm = 0, dict[str, int]()
    for index, norms in enumerate(needs):
        if not norms:
            spared |= 1 << index
        for norm in norms:
            by_norm[norm] = by_norm.get(norm, 0) | 1 << index
    return spared, by_norm


def _commonness(norms: frozenset[str]) -> tuple[bool, int]:
    return not norms.isdisjoint(_FUNCTION_WORDS), len(norms)


def _expand(rule: Rule, text: str) -> Iterator[list[Step]]:
    """Each flat sequence of steps that a pattern with groups stands for."""
    words = text.split()
    sequences, rest = _sequence(rule, words, 0, kept="[" not in words)
    if rest != len(words):
        raise LexiconError(f"{rule.id}: unbalanced ')' in {text!r}")
    for steps in sequences:
        if not steps:
            raise LexiconError(f"{rule.id}: {text!r} can match nothing at all")
        yield steps


def _sequence(rule: Rule, words: list[str], at: int, kept: bool) -> tuple[list[list[Step]], int]:
    sequences: list[list[Step]] = [[]]
    while at < len(words) and words[at] not in {"|", ")", ")?"}:
        word = words[at]
        if word in {"[", "]"}:
            kept = word == "["
            at += 1
        elif word == "(":
            branches, at = _group(rule, words, at + 1, kept)
            sequences = [before + branch for before in sequences for branch in branches]
        else:
            steps = _element(rule, word, kept)
            sequences = [[*before, *steps] for before in sequences]
            at += 1
    return sequences, at


def _group(rule: Rule, words: list[str], at: int, kept: bool) -> tuple[list[list[Step]], int]:
    branches: list[list[Step]] = []
    while True:
        branch, at = _sequence(rule, words, at, kept)
        branches += branch
        if at >= len(words):
            raise LexiconError(f"{rule.id}: a '(' is never closed")
        if words[at] != "|":
            break
        at += 1
    if words[at] == ")?":
        branches.append([])
    return branches, at + 1


def _element(rule: Rule, word: str, kept: bool) -> list[Step]:
    if gap := re.fullmatch(r"\.\.\.(\d*)", word):
        return [Step(none_of(_SENTENCE_PUNCTUATION), optional=True, kept=kept)] * int(gap[1] or 3)
    operator = "+" if word.startswith("<") and word.endswith(">") and word != "<num>" else ""
    if len(word) > 1 and word[-1] in "?*+" and not word.endswith(("\\?", "\\*", "\\+")):
        word, operator = word[:-1], word[-1]
    accepts, norms = _test(rule, word.replace("\\", "") if word[0] != "/" else word)
    once = Step(accepts, norms, kept=kept)
    again = Step(accepts, norms, optional=True, repeats=operator != "?", kept=kept)
    return {"": [once], "+": [once, again]}.get(operator, [again])


def _test(rule: Rule, word: str) -> tuple[Test, frozenset[str]]:
    """What an element asks of a word, and all norms that pass where it is a list of norms."""
    if word.startswith("/") and word.endswith("/") and len(word) > 2:
        return like(word[1:-1]), frozenset()
    if word == "<num>":
        return is_number, frozenset()
    if word.startswith("<") and word.endswith(">"):
        return mentions(word[1:-1].split("|")), frozenset()
    negated = word.startswith("!") and len(word) > 1
    norms = norms_of(word[1:] if negated else word)
    if not norms or "" in norms or "|/" in word:  # an expression among words would match nothing
        raise LexiconError(f"{rule.id}: {word!r} is no pattern element")
    return (none_of(norms), frozenset()) if negated else (one_of(norms), norms)


def norms_of(word: str) -> frozenset[str]:
    """All norms that an element of plain words stands for: "a|~b"."""
    if word == "|":
        return frozenset("|")
    return frozenset(
        norm
        for choice in word.lower().split("|")
        for norm in (forms(choice[1:]) if choice.startswith("~") and choice != "~" else {choice})
    )
