"""Hype: every stretch of wording that sells, with its context, severity and a reason.

The wording is data: `rules/hype.toml` (what sells), `rules/lookalikes.toml` (where the same words
are technical) and `rules/hype_contexts.toml` (where they are disowned or weakened).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Span

from extractors.language.holders.attribution import Attribution
from extractors.language.spin.contexts import (
    DISOWNED,
    Judgement,
    context_frames,
    judge_context,
)
from extractors.language.wording.governors import subject_of
from extractors.language.wording.verb_frames import VerbFrames
from extractors.language.words.papers import is_paper
from extractors.language.words.patterns import Rule, RuleMatch, RuleMatcher, load_rules, norms_of
from extractors.language.words.sentences import Passage
from extractors.model import Flag

_SILENT_REGIONS = frozenset({"boilerplate", "references"})
_TITLES = frozenset({"headline", "subhead"})
_SAID = frozenset({"said", "says", "added", "explained", "noted", "told", "wrote"})
_JOINERS = frozenset({"and", ",", "&", "but", "yet"})
_LONG_SENTENCE = 20
_ARTICLES = frozenset({"a", "an", "new", "this", "real", "no"})


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: Rule
    span: Span
    lookalike: Rule | None

    @property
    def severity(self) -> int:
        return 0 if self.lookalike else self.rule.severity


@cache
def _matcher(name: str) -> RuleMatcher:
    return RuleMatcher(load_rules(name))


def find_hype(
    passages: Iterable[Passage], attributions: Sequence[Attribution] = ()
) -> tuple[Flag, ...]:
    """The hype of a document in order of start, no two spans overlapping.

    Lookalikes and disowned hype are kept with `is_flag` false and severity 0. Boilerplate and
    references yield none. Severities and contexts follow the field notes, section 4.3.
    """
    read = [passage for passage in passages if passage.region not in _SILENT_REGIONS]
    in_paper = is_paper(read)
    return tuple(flag for passage in read for flag in _flags(passage, attributions, in_paper))


def _flags(passage: Passage, attributions: Sequence[Attribution], in_paper: bool) -> list[Flag]:
    sentence = passage.span
    matches = [m for m in _matches(passage) if _applies(m.rule, passage, in_paper)]
    if not matches:
        return []
    lookalikes = list(_lookalikes(passage, in_paper))
    hits = _strongest([_Hit(m.rule, m.span, _why_not(m, lookalikes, passage)) for m in matches])
    frames = context_frames(sentence)
    near = [a for a in attributions if a.start < passage.end and passage.start < a.end]
    flags = [
        _lookalike_flag(hit)
        if hit.lookalike
        else _flag(hit, judge_context(hit.span, hit.rule.severity, passage, frames, near))
        for hit in hits
    ]
    return _couple(hits, flags)


def _matches(passage: Passage) -> Iterator[RuleMatch]:
    yield from _matcher("hype").find(passage.span)
    if passage.tree is not None:
        yield from _verb_frames().find(passage.span, passage.tree)


@cache
def _verb_frames() -> VerbFrames:
    return VerbFrames(load_rules("hype"))


def _applies(rule: Rule, passage: Passage, in_paper: bool) -> bool:
    """Whether the row is for this kind of document and this part of it."""
    if in_paper and rule.extra.get("news_only"):
        return False
    return passage.region in rule.extra.get("regions", (passage.region,))


def _lookalikes(passage: Passage, in_paper: bool) -> Iterator[RuleMatch]:
    for match in _matcher("lookalikes").find(passage.span):
        if match.rule.extra.get("paper_only") and not in_paper:
            continue
        if _fits_case(match, passage):
            yield match


def _fits_case(match: RuleMatch, passage: Passage) -> bool:
    match match.rule.extra.get("case"):
        case "upper":
            return match.span.text.isupper() and not _shouts(passage) and not _has_article(match)
        case "title":
            words = [token.text for token in match.span if len(token) > 3]
            return all(not word[0].islower() for word in words)
        case _:
            return True


def _shouts(passage: Passage) -> bool:
    """Whether the sentence is set in capitals, so that they mark no name."""
    letters = [character for character in passage.text if character.isalpha()]
    return sum(map(str.isupper, letters)) > len(letters) / 2


def _has_article(match: RuleMatch) -> bool:
    start = match.span.start
    return bool(start and match.span.doc[start - 1].norm_ in _ARTICLES)


def _why_not(hit: RuleMatch, lookalikes: Iterable[RuleMatch], passage: Passage) -> Rule | None:
    """The lookalike that the hit is, None where it sells."""
    if _is_in_name(hit.span, passage):
        return _row_with("names")
    if hit.rule.category == "unsupported_safety" and _is_said_of_people(hit.span, passage):
        return _row_with("people")
    return next((match.rule for match in lookalikes if _explains(match, hit)), None)


@cache
def _row_with(key: str) -> Rule:
    return next(rule for rule in _matcher("lookalikes").rules if rule.extra.get(key))


def _is_said_of_people(hit: Span, passage: Passage) -> bool:
    """Whether people or places are what is safe, as the sentence's tree has it."""
    if passage.tree is None:
        return False
    subject = subject_of(passage.tree, passage.span.start, hit)
    return subject is not None and subject.norm_ in norms_of(_row_with("people").extra["people"])


def _is_in_name(hit: Span, passage: Passage) -> bool:
    """Whether the hit is a name in running text: capitals throughout, or beside other capitals."""
    words = [token for token in hit if len(token) > 3]
    if passage.region in _TITLES or not words or hit.start == passage.span.start:
        return False
    if not all(token.is_title for token in words) or _is_set_in_capitals(passage.span):
        return False
    if len(words) > 1:
        return True
    sentence = range(passage.span.start + 1, passage.span.end)
    beside = [hit.doc[i] for i in (hit.start - 1, hit.end) if i in sentence]
    speaks = hit.end in sentence and hit.doc[hit.end].norm_ in _SAID
    return speaks or any(token.is_title and len(token) > 2 for token in beside)


def _is_set_in_capitals(sentence: Span) -> bool:
    """Whether half of the longer words are capitalised: a title, or a heading run in.

    A full sentence is no title, however many names it holds.
    """
    if sentence[-1].text == "." and len(sentence) > _LONG_SENTENCE:
        return False
    longer = [token for token in sentence if token.is_alpha and len(token) > 3]
    return 2 * sum(not token.is_lower for token in longer) >= len(longer)


def _explains(match: RuleMatch, hit: RuleMatch) -> bool:
    """Whether the phrase says why the hit sells nothing: around it, or as far as it reaches."""
    reach = match.rule.extra.get("reach")
    if reach == "sentence":
        return hit.rule.category in match.rule.extra.get("of", (hit.rule.category,))
    if reach == "start":
        return match.span.start <= hit.span.start < match.span.end
    return match.span.start <= hit.span.start and hit.span.end <= match.span.end


def _strongest(hits: list[_Hit]) -> list[_Hit]:
    """Of overlapping hits the most severe, then the longest; in order of start."""
    taken: set[int] = set()
    kept = []
    for hit in sorted(hits, key=lambda h: (-h.severity, h.span.start - h.span.end, h.span.start)):
        places = range(hit.span.start, hit.span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.span.start)


def _lookalike_flag(hit: _Hit) -> Flag:
    assert hit.lookalike
    why = str(hit.lookalike.extra["why"])
    return replace(
        _flag(hit, Judgement("technical", 0)),
        rule_id=hit.lookalike.id,
        rule_version=hit.lookalike.version,
        rationale=f"Not hype here: {why}.",
    )


def _flag(hit: _Hit, judgement: Judgement) -> Flag:
    why = str(hit.rule.extra["why"])
    reasons = [why[0].upper() + why[1:], *([judgement.why] if judgement.why else [])]
    return Flag(
        kind="hype",
        category=hit.rule.category,
        start=hit.span.start_char,
        end=hit.span.end_char,
        surface=hit.span.text,
        rule_id=hit.rule.id,
        rule_version=hit.rule.version,
        context=judgement.context,
        is_flag=judgement.context not in DISOWNED,
        severity=judgement.severity,
        rationale="; ".join(reasons) + ".",
        holder=judgement.holder,
    )


def _couple(hits: list[_Hit], flags: list[Flag]) -> list[Flag]:
    """The flags, each that is joined to the one before it ("novel and exciting") a step higher."""
    coupled = list(flags)
    for i in range(1, len(hits)):
        first, second = flags[i - 1], flags[i]
        between = hits[i].span.doc[hits[i - 1].span.end : hits[i].span.start]
        joined = 1 <= len(between) <= 2 and between[0].norm_ in _JOINERS
        if joined and first.is_flag and second.is_flag:
            coupled[i] = replace(
                second,
                severity=min(3, second.severity + 1),
                rationale=f"{second.rationale[:-1]}; raised by “{first.surface}” beside it.",
            )
    return coupled
