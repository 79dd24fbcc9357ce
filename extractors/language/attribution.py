"""Whose words are they: quotations, reported speech, "according to", the author's own opinion.

An attribution spans the words that are attributed, not the speaker. Nested ones are all kept: in
"researchers say the company claims that it works" the company's span lies inside the researchers',
and the innermost span over a word names its holder. What no attribution covers, the author says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token
from spacy.vocab import Vocab

from extractors.language.inflection import forms
from extractors.language.patterns import Rule, RuleMatcher, load_rules
from extractors.language.quotations import find_quotations
from extractors.language.sentences import Passage
from extractors.model import HolderType

_SKIPPED = frozenset(
    [
        "has",
        "have",
        "had",
        "also",
        "now",
        "then",
        "however",
        "clearly",
        "already",
        "recently",
        "really",
        "further",
        "strongly",
        "itself",
        "themselves",
        "not",
        "does",
        "do",
        "did",
        ",",
        "consistently",
        "long",
        "previously",
        "first",
        "still",
        "even",
        "would",
        "may",
        "might",
        "could",
    ]
)
_INNER = frozenset([",", "that", ":", "how"])
_TITLES = frozenset(
    [
        "dr",
        "dr.",
        "prof",
        "prof.",
        "professor",
        "sir",
        "dame",
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "doctor",
    ]
)
_NAME_LINKS = frozenset(
    ["de", "van", "von", "der", "den", "la", "le", "di", "da", "al", "bin", "-"]
)
_CREDENTIALS = re.compile(
    r"^(?:M\.?D\.?|Ph\.?D\.?|M\.?P\.?H\.?|D\.?O\.?|R\.?N\.?|M\.?Sc?\.?|Jr\.?)$"
)
_BOSSES = re.compile(
    r"(?i)\b(?:chief executive|CEO|chief medical officer|chief scientific officer|vice president|"
    r"president of research|spokes\w+ (?:for|at|from) the company|Pharma\w*|Inc\b|Therapeutics)"
)
_SUFFERERS = re.compile(
    r"(?i)\b(?:a patient|who (?:has|had|lives with|was diagnosed|suffers|took part)|took part in|"
    r"mother of|father of|diagnosed with)\b"
)
_REGULATORS = re.compile(r"\b(?:FDA|EMA|MHRA|NICE|Food and Drug Administration)\b")
_NOT_NAMES = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "but",
        "and",
        "this",
        "these",
        "it",
        "we",
        "i",
        "he",
        "she",
        "they",
        "according",
    ]
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that somebody other than the text's narrator is made to answer for."""

    start: int
    """First code point of the attributed words (of the opening mark, if quoted)."""
    end: int
    holder_type: HolderType
    holder: str | None
    """The holder as the text names them, None where it does not."""
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A holder beside a verb of speech: `first` to `last` are the tokens of both together."""

    type: HolderType
    name: str | None
    first: int
    last: int


@cache
def _matcher(vocab: Vocab) -> RuleMatcher:
    return RuleMatcher(vocab, load_rules("attribution"))


@cache
def _verbs(rule_id: str) -> frozenset[str]:
    rule = next(r for r in load_rules("attribution") if r.id == rule_id)
    return frozenset(form for verb in rule.extra["verbs"] for form in forms(verb))


def find_attributions(doc: Doc, passages: Iterable[Passage]) -> tuple[Attribution, ...]:
    """Every attribution in the passages, in order of start, the wider before the narrower."""
    kept = tuple(passages)
    speakers = {passage.start: tuple(_speakers(passage.span)) for passage in kept}
    quotations = [q for q in find_quotations(doc.text) if any(_touches(q, p) for p in kept)]
    found = [*_quoted(doc, kept, quotations, speakers)]
    for passage in kept:
        found += _reported(passage, speakers[passage.start], quotations)
        found += _according(passage)
        found += _opinions(passage, quotations)
    return tuple(sorted(set(found), key=lambda a: (a.start, -a.end)))


def _touches(quotation: tuple[int, int], passage: Passage) -> bool:
    return quotation[0] < passage.end and passage.start < quotation[1]


# --- speakers ---------------------------------------------------------------------------------


def _speakers(sentence: Span) -> Iterator[_Speaker]:
    """Each holder of the sentence that stands beside a verb of speech, in order."""
    found = [*_ruled_speakers(sentence), *_named_speakers(sentence)]
    taken: set[int] = set()
    for speaker in sorted(found, key=lambda s: (s.first, -s.last)):
        places = range(speaker.first, speaker.last)
        if taken.isdisjoint(places):
            taken.update(places)
            yield speaker


def _ruled_speakers(sentence: Span) -> Iterator[_Speaker]:
    for match in _matcher(sentence.doc.vocab).find(sentence):
        if match.rule.category == "opinion" or not _names_a_holder(match.rule, match.span):
            continue
        reach = _verb_beside(match.span, sentence, _verbs(match.rule.id))
        if reach:
            name = None if match.span.text.lower() in {"it", "he", "she"} else match.span.text
            yield _Speaker(_holder_type(match.rule), name, *reach)


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
    starts = holder.start == holder.sent.start
    if rule.category == "unnamed_research" and holder.text.istitle() and not starts:
        return False  # "Cancer Research UK says"
    before = holder.doc[holder.start - 1].norm_ if holder.start else ""
    return before not in {"of", "in", "for", "to", "from", "more", "by"}


def _verb_beside(holder: Span, sentence: Span, verbs: frozenset[str]) -> tuple[int, int] | None:
    """First and last+1 token of holder and verb together, None where no verb is near."""
    doc, at = holder.doc, holder.end
    at = _past_apposition(doc, at, sentence.end)
    steps = 0
    while at < sentence.end and steps < 4 and doc[at].norm_ in _SKIPPED:
        at, steps = at + 1, steps + 1
    if at < sentence.end and doc[at].norm_ in verbs:
        fewer = (
            doc[at].norm_ == "reported"
            and holder.text.lower().endswith("patients")
            and at == holder.end
        )
        return None if fewer else (holder.start, at + 1)
    before = holder.start - 1
    if before >= sentence.start and doc[before].norm_ in verbs and _inverts(doc, before, sentence):
        return before, holder.end
    return None


def _inverts(doc: Doc, verb: int, sentence: Span) -> bool:
    """Whether the verb follows its content: "..., said the company"."""
    return verb == sentence.start or doc[verb - 1].text in {",", '"', "”", "’", "?", "!", "—", "–"}


def _past_apposition(doc: Doc, at: int, end: int) -> int:
    """The token after ", head of X at Y," or "(…)" behind a name, else `at`."""
    if at < end and doc[at].text in {",", "("}:
        closer = ")" if doc[at].text == "(" else ","
        for index in range(at + 1, min(at + 40, end - 1)):
            if doc[index].text in {'"', "“", "”", ";"}:
                return at
            if doc[index].text == closer and doc[index + 1].text[0].islower():
                return index + 1
    return at


def _named_speakers(sentence: Span) -> Iterator[_Speaker]:
    verbs = _verbs("holder.researchers")
    names = list(_names(sentence))
    for start, end in names:
        name = sentence.doc[start:end]
        reach = _verb_beside(name, sentence, verbs - _UNSPOKEN if len(name) == 1 else verbs)
        if reach:
            if reach[0] == start:
                start, end = _head_of_titles(sentence.doc, names, start, end)
                name, reach = sentence.doc[start:end], (start, reach[1])
            around = sentence.doc[start : min(end + 40, sentence.end)].text
            yield _Speaker(_kind_of_person(around, name.text), name.text, *reach)


_UNSPOKEN = frozenset(
    form
    for verb in ("suggest", "report", "conclude", "describe", "propose", "estimate", "predict")
    for form in forms(verb)
)
"""What a drug, a measure or a journal does too; a single capitalised word must speak."""


def _head_of_titles(
    doc: Doc, names: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[int, int]:
    """The person whose titles and places end in this name: "Ann Lee, PhD, of Leeds, UK, said"."""
    for first, last in names:
        if first >= start:
            break
        between = doc[last:start].text
        is_person = last - first >= 2 or doc[first].lower_ in _TITLES
        if is_person and between.startswith((",", "(")) and not re.search(r"[\"“”;:]", between):
            return first, last
    return start, end


def _kind_of_person(words: str, name: str) -> HolderType:
    if _REGULATORS.search(words):
        return "regulator"
    if _BOSSES.search(words):
        return "company"
    if re.search(r"University|Institute|Association|College|Hospital|Foundation|Society", name):
        return "institution"
    return "patient" if _SUFFERERS.search(words) else "expert"


def _names(sentence: Span) -> Iterator[tuple[int, int]]:
    """Runs of capitalised tokens that can be somebody's name, titles included."""
    index = sentence.start
    while index < sentence.end:
        if not _is_name(sentence.doc[index]):
            index += 1
            continue
        end = index + 1
        while end < sentence.end and _continues_name(sentence.doc[end], sentence):
            end += 1
        titled = sentence.doc[index].lower_ in _TITLES
        single = end - index == 1 and not titled
        if not single or (index > sentence.start and not sentence.doc[index].is_upper):
            yield index, end
        index = end


def _continues_name(token: Token, sentence: Span) -> bool:
    linked = token.lower_ in _NAME_LINKS and token.i + 1 < sentence.end
    return _is_name(token) or (linked and _is_name(token.doc[token.i + 1]))


def _is_name(token: Token) -> bool:
    text = token.text
    if token.lower_ in _NOT_NAMES or _CREDENTIALS.match(text):
        return False
    return text[0].isupper() and text[0].isalpha() and not text.isdigit()


# --- what they say ----------------------------------------------------------------------------


def _reported(
    passage: Passage, speakers: Sequence[_Speaker], quotations: Sequence[tuple[int, int]]
) -> Iterator[Attribution]:
    """Reported speech: what follows "X says (that)", or stands before ", says X"."""
    doc, span = passage.span.doc, passage.span
    for speaker in speakers:
        if _is_opened_before(doc[speaker.first].idx, passage, quotations):
            continue
        content = _content(speaker, span)
        if content is not None and not _is_inside(content, quotations):
            yield _attribution(content, speaker.type, speaker.name)


def _content(speaker: _Speaker, sentence: Span) -> Span | None:
    """The words that are reported, None where the speaker only stands beside a quotation."""
    doc, after = sentence.doc, speaker.last
    inverted = doc[speaker.last - 1].norm_ not in _all_verbs()
    while after < sentence.end and doc[after].norm_ in _INNER:
        after += 1
    set_off = speaker.first > sentence.start + 1 and doc[speaker.first - 1].text == ","
    if set_off and (inverted or after >= sentence.end - 1):
        return doc[sentence.start : speaker.first - 1]
    if inverted or after >= sentence.end - 1:
        return None
    return doc[
        after - 1 if speaker.type == "regulator" and after == speaker.last else after : sentence.end
    ]


def _is_opened_before(offset: int, passage: Passage, quotations: Sequence[tuple[int, int]]) -> bool:
    """Whether the speaker stands inside a quotation that this sentence opened."""
    return any(passage.start < q[0] <= offset < q[1] for q in quotations)


@cache
def _all_verbs() -> frozenset[str]:
    return frozenset(
        f for r in load_rules("attribution") for v in r.extra["verbs"] for f in forms(v)
    )


def _is_inside(words: Span, quotations: Sequence[tuple[int, int]]) -> bool:
    return any(q[0] <= words.start_char and words.end_char <= q[1] + 1 for q in quotations)


def _attribution(words: Span, holder_type: HolderType, holder: str | None) -> Attribution:
    return Attribution(words.start_char, words.end_char, holder_type, holder, quoted=False)


_ACCORDING = re.compile(
    r"(?i)\b(?:according to|in the words of|in the (?:view|opinion) of)\s+"
    r"(?P<holder>(?:[^,.;(]|\.(?=[A-Z] )|(?<=Dr)\.|(?<=Prof)\.){2,120})"
)
_KIND_WORDS: tuple[tuple[HolderType, str], ...] = (
    ("regulator", "FDA|EMA|MHRA|Food and Drug Administration|European Medicines Agency"),
    ("study", "study|trial|results?|findings?|data|report|review|analysis|paper"),
    ("patient", "patients?|sufferers?|parents"),
    ("company", r"compan(?:y|ies)|manufacturer|maker|firm|Inc|Pharma\w*|drugmaker"),
    ("unnamed_research", "(?:some |many |most )?experts|research|studies"),
    ("expert", "researchers?|professor|author|scientists?|doctors?|Dr|Prof"),
    ("institution", "university|institute|organi[sz]ation|association|NHS|NIH|hospital"),
    ("institution", "charity|society|foundation|cent(?:er|re)s?|college"),
)
_KINDS = tuple((kind, re.compile(rf"(?i)\b(?:{words})\b")) for kind, words in _KIND_WORDS)


def _according(passage: Passage) -> Iterator[Attribution]:
    """The whole sentence, for "according to X" anywhere in it (but "in accordance" is a manner)."""
    match = _ACCORDING.search(passage.text)
    if match:
        name = match["holder"].strip()
        kind = next((k for k, words in _KINDS if words.search(name)), None)
        if kind is None and not name[0].isupper():
            return
        if re.search(
            r"(?i)\b(?:protocol|guidelines?|criteria|weight|age|whether|instructions)\b", name
        ):
            return
        yield Attribution(passage.start, passage.end, kind or "expert", name, quoted=False)


def _opinions(passage: Passage, quotations: Sequence[tuple[int, int]]) -> Iterator[Attribution]:
    """The words of the author's own opinion: from its first cue to the end of the sentence."""
    for match in _matcher(passage.span.doc.vocab).find(passage.span):
        cue = match.span.start_char
        if match.rule.category == "opinion" and not any(q[0] <= cue < q[1] for q in quotations):
            words = passage.span.doc[match.span.start : passage.span.end]
            yield _attribution(words, "author", None)
            return


def _quoted(
    doc: Doc,
    passages: Sequence[Passage],
    quotations: Sequence[tuple[int, int]],
    speakers: dict[int, tuple[_Speaker, ...]],
) -> Iterator[Attribution]:
    """The quotations, each with the nearest speaker: beside it, else the one who spoke last."""
    person: _Speaker | None = None
    previous_end = -1
    for start, end in quotations:
        near = _speaker_of(doc, (start, end), quotations, passages, speakers)
        goes_on = "\n\n" not in doc.text[previous_end:start] or doc.text[start - 1 : start] == "\n"
        if near is not None and near.name is None and person is not None:
            near = person
        speaker = near or (person if previous_end >= 0 and goes_on else None)
        if speaker is not None:
            person, previous_end = speaker, end
            yield Attribution(start, end, speaker.type, speaker.name, quoted=True)
        elif re.search(r"[.,!?][\"”]?$", doc.text[start:end]):
            yield Attribution(start, end, "expert", None, quoted=True)


_PERSONS = frozenset({"expert", "institution", "company", "regulator", "patient"})


def _speaker_of(
    doc: Doc,
    quotation: tuple[int, int],
    quotations: Sequence[tuple[int, int]],
    passages: Sequence[Passage],
    speakers: dict[int, tuple[_Speaker, ...]],
) -> _Speaker | None:
    """The speaker in a sentence that touches the quotation, outside its marks, the nearest."""
    best: tuple[int, _Speaker] | None = None
    for passage in passages:
        if passage.end < quotation[0] - 2 or passage.start > quotation[1] + 2:
            continue
        for speaker in speakers[passage.start]:
            first, last = doc[speaker.first].idx, doc[speaker.last - 1]
            if speaker.type not in _PERSONS or any(q[0] <= first < q[1] for q in quotations):
                continue
            gap = max(first - quotation[1], quotation[0] - (last.idx + len(last)))
            if best is None or gap < best[0]:
                best = (gap, speaker)
    return best[1] if best and best[0] < 200 else None
