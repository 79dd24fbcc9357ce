"""Who stands beside a verb of speech: ruled holders ("the company") and named persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span

from extractors.language.grammar.clauses import words
from extractors.language.holders.holder_names import (
    INSTITUTIONS,
    head_of_titles,
    names_in,
    whole_name,
)
from extractors.language.holders.speech_verbs import is_role, verb_beside, verbs_of
from extractors.language.words.inflection import forms
from extractors.language.words.patterns import Rule, RuleMatcher, load_rules
from extractors.model import HolderType

_BOSSES = re.compile(
    r"(?i)\b(?:chief executive|CEO|chief medical officer|chief scientific officer|vice president|"
    r"president of research|spokes\w+ (?:for|at|from) the company|Pharma\w*|Inc\b|Therapeutics)"
)
_SUFFERERS = re.compile(
    r"(?i)\b(?:a patient|who (?:has|had|lives with|was diagnosed|suffers|took part)|took part in|"
    r"mother of|father of|diagnosed with)\b"
)
_REGULATORS = re.compile(r"\b(?:FDA|EMA|MHRA|NICE|Food and Drug Administration)\b")
_BEFORE_THEY = 40
_RESEARCHERS = re.compile(
    r"(?i)\b(?:researchers|scientists|investigators|authors|team|colleagues)\b[^.!?]*[.!?]?\W*$"
)
_BARE = frozenset({"study", "trial", "review", "meta-analysis"})
"""Without an article these speak only in a headline: "Study finds ..."."""
_BACKED = frozenset({"led", "funded", "supported", "backed", "sponsored"})
_UNSPOKEN = frozenset(
    form
    for verb in ("suggest", "report", "conclude", "describe", "propose", "estimate", "predict")
    for form in forms(verb)
)
"""What a drug, a measure or a journal does too; a single capitalised word must speak."""
_MARKS = re.compile('["“”]')
"""What a person says tells nothing of who they are."""
_KINDS_BEFORE: dict[str, HolderType] = {
    **dict.fromkeys(("charity", "foundation", "institute", "society", "hospital"), "institution"),
    **dict.fromkeys(("company", "drugmaker", "firm", "manufacturer", "maker"), "company"),
    **dict.fromkeys(("regulator", "watchdog"), "regulator"),
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """A holder beside a verb of speech: `first` to `last` are the tokens of both together."""

    type: HolderType
    name: str | None
    first: int
    last: int


@cache
def _spoken() -> frozenset[str]:
    """The verbs by which only people assert."""
    return verbs_of("holder.researchers") - _UNSPOKEN


@cache
def holder_matcher() -> RuleMatcher:
    """The matcher of `rules/attribution.toml`, built at its first use."""
    return RuleMatcher(load_rules("attribution"))


def _name_behind(holder: Span, sentence: Span) -> Span | None:
    """The name that a role leads to: "lead author[, Ann Lee], said"."""
    at = holder.end
    if at < sentence.end and sentence.doc[at].text == ",":
        at += 1
    names = [pair for pair in names_in(sentence) if pair[0] == at and pair[1] - pair[0] >= 2]
    return sentence.doc[names[0][0] : names[0][1]] if names else None


def find_speakers(sentence: Span) -> Iterator[Speaker]:
    """Each holder of the sentence that stands beside a verb of speech, in order."""
    found = [*_ruled_speakers(sentence), *_named_speakers(sentence)]
    taken: set[int] = set()
    for speaker in sorted(found, key=lambda s: (s.first, -s.last)):
        places = range(speaker.first, speaker.last)
        if taken.isdisjoint(places):
            taken.update(places)
            yield speaker


def _ruled_speakers(sentence: Span) -> Iterator[Speaker]:
    for match in holder_matcher().find(sentence):
        if match.rule.category == "opinion" or not _names_a_holder(match.rule, match.span):
            continue
        reach = verb_beside(match.span, sentence, verbs_of(match.rule.id))
        if reach:
            yield Speaker(_holder_type(match.rule), _name_of(match.span, sentence), *reach)


def _name_of(holder: Span, sentence: Span) -> str | None:
    """The holder in words: the person that a role leads to, None for a pronoun."""
    if holder.text.lower() in {"it", "he", "she", "they", "they also"}:
        return None
    named = _name_behind(holder, sentence) if is_role(holder) else None
    return named.text if named is not None else holder.text.removesuffix(" also")


def _holder_type(rule: Rule) -> HolderType:
    kinds: dict[str, HolderType] = {
        "study": "study",
        "expert": "expert",
        "institution": "institution",
        "company": "company",
        "regulator": "regulator",
        "patient": "patient",
        "unnamed_research": "unnamed_research",
    }
    return kinds[rule.category]


def _names_a_holder(rule: Rule, holder: Span) -> bool:
    """Whether capitals and neighbours allow it: "NICE" is a regulator, "nice" and "who" are not."""
    if holder.text.lower() in {"who", "nice"}:
        return holder.text.isupper()
    if rule.id == "holder.unnamed_research" and holder.text.lower() == "it":
        following = holder.doc[holder.end : holder.end + 3].text.lower()
        return bool(
            re.match(r"(?:is|was|has been) (?:\w+ly )?(?:thought|believed|said|known)", following)
        )
    if rule.id == "holder.they":
        return _are_researchers(holder)
    starts = holder.start == holder.sent.start
    if holder.text.lower() in _BARE and not starts:
        return holder.doc[holder.start - 1].norm_ in _BACKED
    if rule.category == "unnamed_research" and holder.text.istitle() and not starts:
        return False  # "Cancer Research UK says"
    before = holder.doc[holder.start - 1].norm_ if holder.start else ""
    if before == "that" and holder.doc[max(0, holder.start - 2)].norm_ == "fact":
        return False
    return before not in {"of", "in", "for", "to", "from", "more", "by", "your", "my"}


def _are_researchers(they: Span) -> bool:
    """Whether "they found that" speaks of those who did a study, told of in the sentence before."""
    before = they.sent.doc[max(0, they.sent.start - _BEFORE_THEY) : they.sent.start].text
    ahead = [token.norm_ for token in they.doc[they.end : they.end + 4]]
    return "that" in ahead and _RESEARCHERS.search(before) is not None


def _named_speakers(sentence: Span) -> Iterator[Speaker]:
    verbs = verbs_of("holder.researchers")
    names = list(names_in(sentence))
    for start, end in names:
        name = sentence.doc[start:end]
        reach = verb_beside(name, sentence, _spoken() if len(name) == 1 else verbs)
        if reach:
            if reach[0] == start:
                start, end = head_of_titles(sentence.doc, names, start, end)
                start, end = whole_name(sentence.doc, names, start, end)
                name, reach = sentence.doc[start:end], (start, reach[1])
            around = _MARKS.split(sentence.doc[start : min(end + 40, sentence.end)].text)[0]
            before = sentence.doc[max(sentence.start, start - 1) : start].text.lower()
            kind = _KINDS_BEFORE.get(before) or _kind_of_person(around, name.text)
            if before != "by":
                yield Speaker(kind, name.text, *reach)


def _kind_of_person(around: str, name: str) -> HolderType:
    if _REGULATORS.search(around):
        return "regulator"
    if _BOSSES.search(around):
        return "company"
    if INSTITUTIONS.search(name) and not name.lower().startswith(tuple(words("titles"))):
        return "institution"
    return "patient" if _SUFFERERS.search(around) else "expert"
