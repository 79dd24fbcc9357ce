"""How surely a sentence, or a claim inside it, is put: seven levels after Kilicoglu et al. 2017.

    fact > probable > conditional > possible > doubtful > uncommitted > counterfact

Of nested hedges the weaker wins ("suggests that it may" is possible). Negation is polarity and
changes no level ("did not reduce" is a fact); counterfact is what the writer rejects ("the myth
that ..."). Uncommitted is what is raised, asked or tested: "to explore whether", questions, "the
idea of using X", "more trials are needed to confirm".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import cast

from spacy.tokens import Span

from extractors.language.wording.cues import cue_rules
from extractors.language.wording.scopes import scope_of, stands_before_noun
from extractors.language.words.patterns import RuleMatch, RuleMatcher, load_rules
from extractors.language.words.sentences import Passage
from extractors.language.words.steps import words_of
from extractors.model import Certainty, Flag
from extractors.model import Span as Offsets

ORDER: tuple[Certainty, ...] = (
    "fact",
    "probable",
    "conditional",
    "possible",
    "doubtful",
    "uncommitted",
    "counterfact",
)
"""From sure to unsure; of two levels that meet in one place the later wins."""


@dataclass(frozen=True, slots=True)
class Governor:
    """Something that lowers the certainty of the characters from `start` to `end`."""

    level: Certainty
    start: int
    end: int
    main: bool
    """Whether it bears on the sentence's main assertion, not on a phrase or an aside."""
    conditional: bool = True
    """Whether a causal claim under it is conditional: "may" makes it so, "suggest" does not."""
    rule_id: str = ""
    """The hedge or frame; empty where the whole sentence asks."""
    words: Offsets = (0, 0)
    """Its own characters."""


@cache
def _frames() -> RuleMatcher:
    return RuleMatcher(load_rules("frames"))


def sentence_certainty(passage: Passage) -> Certainty:
    """The level of the sentence as a whole, from its cues, frames and question mark.

    What one clause raises does not hide what another says: "it warrants study and could help" is
    possible.
    """
    return _weakest(_bearing(passage))


def deciding_governors(passage: Passage) -> tuple[Governor, ...]:
    """What makes `sentence_certainty` what it is, in order of the text; none for a fact."""
    bearing = _bearing(passage)
    level = _weakest(bearing)
    return tuple(sorted((g for g in bearing if g.level == level), key=lambda g: g.words))


def _bearing(passage: Passage) -> list[Governor]:
    """The governors of the sentence's main assertion."""
    main = [governor for governor in governors(passage) if governor.main]
    raised = [governor for governor in main if governor.level == "uncommitted"]
    said = [
        governor
        for governor in main
        if governor.level in _SAID and not any(_overlap(governor, other) for other in raised)
    ]
    return said if said and raised else main


_BREAKS = (",", "–", "—", "--", " -")
_STANDING_ALONE = frozenset({"because", "since", "although", "though", "while", "whilst"})
_ADDING = frozenset({"thus", "thereby", "hence", "therefore"})
_ADDED_AFTER = 6
"""Words that a clause has at least before something is added to it."""
_SAID: frozenset[Certainty] = frozenset({"probable", "possible", "doubtful"})


def _overlap(left: Governor, right: Governor) -> bool:
    return left.start < right.end and right.start < left.end


def certainty_at(passage: Passage, start: int, end: int) -> Certainty:
    """The level of a claim whose trigger is `[start, end)`, code points into the document."""
    return _weakest(
        governor
        for governor in governors(passage)
        if governor.start <= start and end <= governor.end
    )


def certainty_score(passage: Passage) -> float:
    """How sure the sentence sounds to readers, 1 to 6 (6 surest; Pei & Jurgens 2021).

    A sum of weights over its cues and frames, `weights/certainty.toml`, fitted on that corpus.
    """
    intercept, weights = _weights()
    total = intercept + sum(weights.get(name, 0.0) for name in certainty_features(passage))
    return min(6.0, max(1.0, total))


def certainty_features(passage: Passage) -> frozenset[str]:
    """The names of what the score of a sentence adds up: rule ids and kinds of its cues, frames."""
    cues = {name for cue in passage.cues for name in (cue.rule_id, cue.kind)}
    return frozenset(cues | {match.rule.id for match in frames_in(passage.span)})


@cache
def _weights() -> tuple[float, dict[str, float]]:
    table = resources.files("extractors") / "weights" / "certainty.toml"
    content = tomllib.loads(table.read_text("utf-8"))
    return content["intercept"], content["weights"]


def governors(passage: Passage) -> list[Governor]:
    """All that lowers certainty somewhere in the sentence, in no order."""
    if is_question(passage.span):
        return [Governor("uncommitted", passage.start, passage.end, True)]
    hedges = (_of_hedge(passage, cue) for cue in passage.cues if cue.kind == "hedge")
    return [*(governor for governor in hedges if governor), *_of_frames(passage.span)]


def is_question(span: Span) -> bool:
    """Whether the sentence asks: it ends in a question mark, quotes and brackets aside."""
    return words_of(span).text.rstrip("\"'”’)] ").endswith("?")


def _weakest(found: Iterable[Governor]) -> Certainty:
    return max((governor.level for governor in found), key=ORDER.index, default="fact")


def _of_hedge(passage: Passage, cue: Flag) -> Governor | None:
    rule = cue_rules()[cue.rule_id]
    level = rule.extra.get("certainty")
    if level is None or cue.scope is None:
        return None
    main = not _is_in_phrase(passage, cue, rule.extra.get("scope")) and not _is_aside(passage, cue)
    conditional = bool(rule.extra.get("conditional"))
    words = (cue.start, cue.end)
    return Governor(cast(Certainty, level), *cue.scope, main, conditional, cue.rule_id, words)


def _is_in_phrase(passage: Passage, cue: Flag, manner: str | None) -> bool:
    """Whether the cue only qualifies a noun: "possible harms", "an unknown bird"."""
    if manner != "predicate":
        return manner == "phrase"
    words = passage.span.doc.char_span(cue.start, cue.end)
    if words is None or len(words) > 1:
        return False
    return stands_before_noun(passage.span, words, manner)


def _is_aside(passage: Passage, cue: Flag) -> bool:
    """Whether the cue stands in a clause that the sentence concedes or adds in passing."""
    before = passage.text[: cue.start - passage.start].lower()
    opener = before.rsplit(",", 1)[-1].split()
    conceded = bool(opener) and opener[0] in {"while", "although", "though", "whereas"}
    relative = {"who", "whom", "whose", "which"} & set(opener[-4:])
    appended = before.rstrip().endswith(_BREAKS) and cue.surface.endswith(("ing", "ly"))
    return conceded or (appended and len(before.split()) > 6) or bool(relative)


def frames_in(span: Span) -> list[RuleMatch]:
    """The frames of `rules/frames.toml` in the sentence that no lookalike silences."""
    matches = list(_frames().find(span))
    silenced: set[int] = set()
    for match in matches:
        if _is_pseudo(match):
            silenced.update(range(match.span.start, match.span.end))
    return [m for m in matches if not _is_pseudo(m) and m.span.start not in silenced]


def _of_frames(span: Span) -> Iterator[Governor]:
    for match in frames_in(span):
        level = cast(Certainty, match.rule.extra["certainty"])
        manner = match.rule.extra.get("scope", "forward")
        whole = (_asserted_from(span, match), span.end_char)
        scope = whole if manner == "sentence" else scope_of(span, match.span, manner)
        words = (match.span.start_char, match.span.end_char)
        main = not _is_appended(span, match)
        yield Governor(level, *scope, main, rule_id=match.rule.id, words=words)


def _asserted_from(span: Span, match: RuleMatch) -> int:
    """Where what a condition bears on begins: a reason or concession before it stands by itself."""
    before = span.doc[span.start : match.span.start]
    commas = [token.i for token in before if token.text == ","]
    alone = bool(commas) and span[0].norm_ in _STANDING_ALONE
    return int(span.doc[commas[0] + 1].idx) if alone else span.start_char


def _is_appended(span: Span, match: RuleMatch) -> bool:
    """Whether the frame only adds to what was said: "it works, [thus warranting more study]"."""
    words = span.doc[span.start : match.span.start]
    while words and words[-1].norm_ in _ADDING:
        words = words[:-1]
    participle = match.span[0].norm_.endswith("ing")
    return participle and len(words) > _ADDED_AFTER and words[-1].text == ","


def _is_pseudo(match: RuleMatch) -> bool:
    return match.rule.extra.get("role") == "pseudo"
