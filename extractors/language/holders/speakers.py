"""Who stands beside a verb of speech: ruled holders ("the company") and named persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from extractors.language.grammar.clauses import words
from extractors.language.holders.holder_names import (
    CREDENTIALS,
    INSTITUTIONS,
    head_of_titles,
    names_in,
    whole_name,
)
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
REGULATORS = re.compile(r"\b(?:FDA|EMA|MHRA|NICE|Food and Drug Administration)\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A holder beside a verb of speech: `first` to `last` are the tokens of both together."""

    type: HolderType
    name: str | None
    first: int
    last: int


@cache
def holder_matcher() -> RuleMatcher:
    """The matcher of `rules/attribution.toml`, built at its first use."""
    return RuleMatcher(load_rules("attribution"))


@cache
def _verbs(rule_id: str) -> frozenset[str]:
    rule = next(r for r in load_rules("attribution") if r.id == rule_id)
    return frozenset(form for verb in rule.extra["verbs"] for form in forms(verb))


@cache
def verbs_of_speech() -> frozenset[str]:
    """Every form of every verb by which some holder asserts."""
    return frozenset(
        f for r in load_rules("attribution") for v in r.extra["verbs"] for f in forms(v)
    )


_ROLES = frozenset(
    {"author", "authors", "investigator", "researcher", "scientist", "leader", "director",
     "professor", "expert", "doctor", "psychiatrist", "physician", "chair", "chairman", "lead",
     "senior", "study", "trial", "principal", "first", "corresponding", "chief", "co-author",
     "co-lead", "co", "-", "the", "'s", "’s", "a", ",", "executive", "medical", "president",
     "neurologist", "oncologist", "surgeon", "epidemiologist", "analyst", "dr", "dr."}
)  # fmt: skip
"""Words between a verb of speech and the name: "said [the study's lead author,] Ann Lee"."""
_FARTHEST_ROLE = 10
_NO_ROLES = frozenset(
    {"that", "if", "it", "in", "on", "at", "of", "for", "to", "by", "from", "with", "as", "when",
     "after", "during", "while", "but", "about", "is", "was", "are", "were", "has", "had", "how"}
)  # fmt: skip
"""Words that no role holds: "said [in a] statement"."""


def _is_of_a_role(token: Token) -> bool:
    """Whether the word can stand in a role: "[orthopaedic surgeon and lead author] Ann Lee"."""
    word = token.norm_ in _ROLES or (token.is_lower and token.is_alpha)
    return word and token.norm_ not in _NO_ROLES


def _is_role(holder: Span) -> bool:
    return all(token.norm_ in _ROLES for token in holder)


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
        reach = _verb_beside(match.span, sentence, _verbs(match.rule.id))
        if reach:
            yield Speaker(_holder_type(match.rule), _name_of(match.span, sentence), *reach)


def _name_of(holder: Span, sentence: Span) -> str | None:
    """The holder in words: the person that a role leads to, None for a pronoun."""
    if holder.text.lower() in {"it", "he", "she", "they", "they also"}:
        return None
    named = _name_behind(holder, sentence) if _is_role(holder) else None
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


_RECORDS = frozenset({"claims data", "claims database", "claims records", "reports data"})
"""What an insurer has and nobody says: "Medicare claims data"."""
_BEFORE_THEY = 40
_RESEARCHERS = re.compile(
    r"(?i)\b(?:researchers|scientists|investigators|authors|team|colleagues)\b[^.!?]*[.!?]?\W*$"
)


def _verb_beside(holder: Span, sentence: Span, verbs: frozenset[str]) -> tuple[int, int] | None:
    """First and last+1 token of holder and verb together, None where no verb is near."""
    doc, at = holder.doc, holder.end
    while at < sentence.end and CREDENTIALS.match(doc[at].text):
        at += 1
    at = _past_apposition(doc, at, sentence.end, verbs)
    steps = 0
    while at < sentence.end and steps < 4 and doc[at].norm_ in words("beside_speech"):
        at, steps = at + 1, steps + 1
    if doc[at : at + 2].text.lower() in _RECORDS:
        return None
    if at < sentence.end and doc[at].norm_ in verbs:
        fewer = (
            doc[at].norm_ == "reported"
            and holder.text.lower().endswith("patients")
            and at == holder.end
        )
        return None if fewer else (holder.start, at + 1)
    before = holder.start - 1
    if holder.text[0].isupper():
        while before > max(sentence.start, holder.start - _FARTHEST_ROLE) and (
            _is_of_a_role(doc[before]) and doc[before].norm_ not in verbs
        ):
            before -= 1
    if before >= sentence.start and doc[before].norm_ in verbs and _inverts(doc, before, sentence):
        return before, holder.end
    return None


def _inverts(doc: Doc, verb: int, sentence: Span) -> bool:
    """Whether the verb follows its content: "..., said the company"."""
    return verb == sentence.start or doc[verb - 1].text in {",", '"', "”", "’", "?", "!", "—", "–"}


_BARE = frozenset({"study", "trial", "review", "meta-analysis"})
"""Without an article these speak only in a headline: "Study finds ..."."""
_BACKED = frozenset({"led", "funded", "supported", "backed", "sponsored"})
_STUDIES = frozenset(
    {"study", "trial", "analysis", "meta-analysis", "review", "research", "survey", "paper",
     "results", "findings", "data", "outcomes", "team", "researchers", "scientists",
     "investigators", "authors", "doctors", "physicians"}
)  # fmt: skip
_ABOUT_A_STUDY = frozenset(
    {"led", "conducted", "run", "published", "funded", "of", "in", "by", "from", "involving", "at",
     "presented", "on"}
)  # fmt: skip


_COLLEAGUES = frozenset({"colleagues", "coworkers", "workers", "coauthors", "authors", "team"})
_WITH_THEM = frozenset({"his", "her", "their", "other", "co", "-"})


def _parts(token: Token) -> bool:
    """Whether the mark ends the clause: a semicolon, a colon, a dash between spaces."""
    spaced = token.i > 0 and bool(token.nbor(-1).whitespace_)
    return token.text in {";", ":", "–", "—"} or (token.text == "-" and spaced)


def _past_colleagues(doc: Doc, at: int, end: int) -> int:
    """The token after "and her colleagues" behind a name, `at` where nobody is joined to it."""
    for index in range(at + 1, min(at + 5, end)):
        if doc[index].norm_ in _COLLEAGUES:
            return index + 1
        if doc[index].norm_ not in _WITH_THEM:
            break
    return at


def _past_apposition(doc: Doc, at: int, end: int, verbs: frozenset[str] = frozenset()) -> int:
    """The token after ", head of X at Y," or "(…)" behind a name, else `at`.

    Behind a study also that after "led by X" or "of 12 trials": the verb that follows.
    """
    if at < end and doc[at].norm_ in _ABOUT_A_STUDY and doc[at - 1].norm_ in _STUDIES:
        ahead = takewhile(lambda i: not _parts(doc[i]), range(at + 1, min(at + 16, end)))
        return next((i for i in ahead if doc[i].norm_ in verbs), at)
    if at < end and doc[at].norm_ == "and":
        return _past_colleagues(doc, at, end)
    if at < end and doc[at].text in {",", "("}:
        return _behind(doc, at, end, verbs) or at
    return at


def _behind(doc: Doc, at: int, end: int, verbs: frozenset[str]) -> int | None:
    """The token behind what the mark at `at` opens; of several commas the one before a verb."""
    closer = ")" if doc[at].text == "(" else ","
    found = None
    for index in range(at + 1, min(at + 40, end - 1)):
        if doc[index].text in {'"', "“", "”", ";"}:
            break
        if doc[index].text == closer and doc[index + 1].text[0].islower():
            found = found or index + 1
            if doc[index + 1].norm_ in verbs:
                return index + 1
    return found


def _named_speakers(sentence: Span) -> Iterator[Speaker]:
    verbs = _verbs("holder.researchers")
    names = list(names_in(sentence))
    for start, end in names:
        name = sentence.doc[start:end]
        reach = _verb_beside(name, sentence, verbs - _UNSPOKEN if len(name) == 1 else verbs)
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


def _kind_of_person(around: str, name: str) -> HolderType:
    if REGULATORS.search(around):
        return "regulator"
    if _BOSSES.search(around):
        return "company"
    if INSTITUTIONS.search(name) and not name.lower().startswith(tuple(words("titles"))):
        return "institution"
    return "patient" if _SUFFERERS.search(around) else "expert"
