"""Where a verb takes a certain object, however far apart: frames over a dependency tree.

A row of a rule file has such a frame with two more keys, `verbs` and `objects`, in the notation of
one pattern element: `verbs = "~change|~transform"`, `objects = "lives|life"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from extractors.language.words.patterns import Rule, RuleMatch, norms_of

_OBJECTS = frozenset({"obj", "nsubj:pass"})
_FARTHEST = 14
"""Words of the longest stretch that still reads as one phrase."""


@dataclass(frozen=True, slots=True)
class _Frame:
    rule: Rule
    verbs: frozenset[str]
    objects: frozenset[str]


class VerbFrames:
    """The frames of a rule file."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._frames = tuple(
            _Frame(rule, norms_of(rule.extra["verbs"]), norms_of(rule.extra["objects"]))
            for rule in rules
            if "verbs" in rule.extra
        )

    def find(self, sentence: Span, tree: Doc) -> Iterator[RuleMatch]:
        """A match from verb to object, or from subject to verb in the passive, for each frame met.

        `tree` holds the tokens of the sentence, no others.
        """
        words = {token.norm_ for token in sentence}
        for frame in self._frames:
            if words.isdisjoint(frame.verbs) or words.isdisjoint(frame.objects):
                continue
            for verb, noun in _pairs(tree):
                if verb.norm_ in frame.verbs and noun.norm_ in frame.objects:
                    start, last = sorted((verb.i, noun.i))
                    if last - start < _FARTHEST:
                        yield RuleMatch(frame.rule, sentence[start : last + 1])


def _pairs(tree: Doc) -> Iterator[tuple[Token, Token]]:
    """Each verb with each noun that it acts on, those joined to its first object too."""
    for noun in tree:
        first = noun
        while first.dep_ == "conj" and first.head.i < first.i:
            first = first.head
        if first.dep_ in _OBJECTS:
            yield first.head, noun
