"""Rules as data: a small pattern language over tokens, compiled to spaCy's Matcher.

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

A Matcher runs only on sentences that hold one of its rule's anchors: words without which no
pattern of the rule can match.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, cast

from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extractors.errors import LexiconError
from extractors.language.inflection import forms

_SENTENCE_PUNCTUATION = [".", "!", "?", ";", "\n", "\n\n"]
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

TokenPattern = dict[str, Any]


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


@dataclass(frozen=True, slots=True)
class _Element:
    tokens: tuple[TokenPattern, ...]
    words: frozenset[str] = frozenset()
    """The norms it can match, when it must match one; empty for anything open or optional."""
    kept: bool = True


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

    def __init__(self, vocab: Vocab, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._matchers: list[tuple[Rule, Matcher, list[list[bool]]]] = []
        self._by_anchor: defaultdict[str, list[int]] = defaultdict(list)
        self._everywhere: list[int] = []
        for index, rule in enumerate(self.rules):
            self._add(vocab, index, rule)

    def _add(self, vocab: Vocab, index: int, rule: Rule) -> None:
        matcher = Matcher(vocab)
        kept: list[list[bool]] = []
        for text in rule.patterns:
            for elements in _expand(rule, text):
                tokens = [token for element in elements for token in element.tokens]
                # One key per expansion: alignments speak of the pattern that matched.
                matcher.add(str(len(kept)), [tokens], greedy="LONGEST")
                kept.append([e.kept for e in elements for _ in e.tokens])
                anchors = _anchors(elements)
                if anchors:
                    for word in anchors:
                        if index not in self._by_anchor[word]:
                            self._by_anchor[word].append(index)
                else:
                    self._everywhere.append(index)
        self._matchers.append((rule, matcher, kept))

    def find(self, sentence: Span | Doc) -> Iterator[RuleMatch]:
        """Every match of every rule in the sentence, rule by rule; one rule's never overlap."""
        span = sentence if isinstance(sentence, Span) else sentence[:]
        candidates = set(self._everywhere)
        for norm in {token.norm_ for token in span}:
            candidates.update(self._by_anchor.get(norm, ()))
        for index in sorted(candidates):
            yield from self._run(index, span)

    def _run(self, index: int, sentence: Span) -> Iterator[RuleMatch]:
        rule, matcher, kept = self._matchers[index]
        strings = sentence.doc.vocab.strings
        found: list[Span] = []
        found_here = cast(
            list[tuple[int, int, int, list[int]]], matcher(sentence, with_alignments=True)
        )
        for key, start, end, alignment in found_here:
            keep = kept[int(strings[key])]
            inside = [start + i for i, position in enumerate(alignment) if keep[position]]
            if not inside or end == start:
                continue
            found.append(sentence[inside[0] : inside[-1] + 1])
        found.sort(key=lambda span: (-(span.end - span.start), span.start))
        taken: set[int] = set()
        longest: list[Span] = []
        for span in found:
            places = range(span.start, span.end)
            if taken.isdisjoint(places):
                taken.update(places)
                longest.append(span)
        for span in sorted(longest, key=lambda span: span.start):
            yield RuleMatch(rule, span)


def _anchors(elements: list[_Element]) -> frozenset[str]:
    """The words of which the pattern needs one: the least common element that must match."""
    required = [element.words for element in elements if element.words]
    if not required:
        return frozenset()
    return min(required, key=lambda words: (not words.isdisjoint(_FUNCTION_WORDS), len(words)))


def _expand(rule: Rule, text: str) -> Iterator[list[_Element]]:
    """Each flat sequence of elements that a pattern with groups stands for."""
    words = text.split()
    sequences, rest = _sequence(rule, words, 0, kept="[" not in words)
    if rest != len(words):
        raise LexiconError(f"{rule.id}: unbalanced ')' in {text!r}")
    for elements in sequences:
        if not elements:
            raise LexiconError(f"{rule.id}: {text!r} can match nothing at all")
        yield elements


def _sequence(
    rule: Rule, words: list[str], at: int, kept: bool
) -> tuple[list[list[_Element]], int]:
    sequences: list[list[_Element]] = [[]]
    while at < len(words) and words[at] not in {"|", ")", ")?"}:
        word = words[at]
        if word in {"[", "]"}:
            kept = word == "["
            at += 1
        elif word == "(":
            branches, at = _group(rule, words, at + 1, kept)
            sequences = [before + branch for before in sequences for branch in branches]
        else:
            element = _element(rule, word, kept)
            sequences = [[*before, element] for before in sequences]
            at += 1
    return sequences, at


def _group(rule: Rule, words: list[str], at: int, kept: bool) -> tuple[list[list[_Element]], int]:
    branches: list[list[_Element]] = []
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


def _element(rule: Rule, word: str, kept: bool) -> _Element:
    if gap := re.fullmatch(r"\.\.\.(\d*)", word):
        open_token = {"NORM": {"NOT_IN": _SENTENCE_PUNCTUATION}, "OP": "?"}
        return _Element((open_token,) * int(gap[1] or 3), kept=kept)
    operator = None
    if len(word) > 1 and word[-1] in "?*+" and not word.endswith(("\\?", "\\*", "\\+")):
        word, operator = word[:-1], word[-1]
    token, words = _token(rule, word.replace("\\", "") if word[0] != "/" else word)
    if operator:
        token = {**token, "OP": operator}
    return _Element((token,), frozenset() if operator in {"?", "*"} else words, kept)


def _token(rule: Rule, word: str) -> tuple[TokenPattern, frozenset[str]]:
    if word.startswith("/") and word.endswith("/") and len(word) > 2:
        return {"NORM": {"REGEX": f"^(?:{word[1:-1]})$"}}, frozenset()
    if word == "<num>":
        return {"LIKE_NUM": True}, frozenset()
    if word == "<any>":
        return {"ENT_TYPE": {"NOT_IN": [""]}, "OP": "+"}, frozenset()
    if word.startswith("<") and word.endswith(">"):
        return {"ENT_TYPE": {"IN": word[1:-1].split("|")}, "OP": "+"}, frozenset()
    negated = word.startswith("!") and len(word) > 1
    norms = _norms(word[1:] if negated else word)
    if not norms or "" in norms:
        raise LexiconError(f"{rule.id}: {word!r} is no pattern element")
    if negated:
        return {"NORM": {"NOT_IN": sorted(norms)}}, frozenset()
    return {"NORM": {"IN": sorted(norms)}}, norms


def _norms(word: str) -> frozenset[str]:
    if word == "|":
        return frozenset("|")
    return frozenset(
        norm
        for choice in word.lower().split("|")
        for norm in (forms(choice[1:]) if choice.startswith("~") and choice != "~" else {choice})
    )
