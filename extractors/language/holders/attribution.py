"""Whose words are they: quotations, reported speech, "according to", the author's own opinion.

An attribution spans the words that are attributed, not the speaker. Nested ones are all kept: in
"researchers say the company claims that it works" the company's span lies inside the researchers',
and the innermost span over a word names its holder. What no attribution covers, the author says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc, Span

from extractors.language.holders.quotations import find_quotations
from extractors.language.holders.speakers import Speaker, find_speakers, holder_matcher
from extractors.language.holders.speech_verbs import verbs_of_speech
from extractors.language.words.inflection import forms
from extractors.language.words.sentences import Passage
from extractors.language.words.steps import text_of
from extractors.model import HolderType

_INNER = frozenset([",", "that", ":", "how"])


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


def find_attributions(doc: Doc, passages: Iterable[Passage]) -> tuple[Attribution, ...]:
    """Every attribution in the passages, in order of start, the wider before the narrower."""
    kept = tuple(passages)
    speakers = {passage.start: tuple(find_speakers(passage.span)) for passage in kept}
    places = [(passage.start, passage.end) for passage in kept]
    quotations = [q for q in find_quotations(text_of(doc)) if any(_touches(q, p) for p in places)]
    speakers = {place: tuple(_resolved(speakers, place)) for place in speakers}
    found = [*_quoted(doc, kept, quotations, speakers)]
    for passage in kept:
        found += _reported(passage, speakers[passage.start], quotations)
        found += _according(passage)
        found += _opinions(passage, quotations)
    return tuple(sorted(set(found), key=lambda a: (a.start, -a.end)))


_PRONOUN_REACH = 700
"""Characters within which "he said" goes back to the one who was named last."""


def _resolved(speakers: Mapping[int, tuple[Speaker, ...]], place: int) -> Iterator[Speaker]:
    """The sentence's speakers; "he" and "she" are the person who spoke last before."""
    for speaker in speakers[place]:
        if speaker.name is not None or speaker.type != "expert":
            yield speaker
            continue
        named = [
            other
            for start, others in speakers.items()
            if place - _PRONOUN_REACH <= start <= place
            for other in others
            if other.first < speaker.first and other.type == "expert" and _is_person(other)
        ]
        yield replace(speaker, name=named[-1].name) if named else speaker


def _is_person(speaker: Speaker) -> bool:
    return speaker.name is not None and speaker.name[0].isupper()


def _touches(quotation: tuple[int, int], passage: tuple[int, int]) -> bool:
    return quotation[0] < passage[1] and passage[0] < quotation[1]


def _reported(
    passage: Passage, speakers: Sequence[Speaker], quotations: Sequence[tuple[int, int]]
) -> Iterator[Attribution]:
    """Reported speech: what follows "X says (that)", or stands before ", says X"."""
    doc, span = passage.span.doc, passage.span
    for speaker in speakers:
        if _is_opened_before(doc[speaker.first].idx, passage, quotations):
            continue
        content = _content(speaker, span)
        if content is not None and not _is_inside(content, quotations):
            yield _attribution(content, speaker.type, speaker.name)


def _content(speaker: Speaker, sentence: Span) -> Span | None:
    """The words that are reported, None where the speaker only stands beside a quotation."""
    doc, after = sentence.doc, speaker.last
    inverted = doc[speaker.last - 1].norm_ not in verbs_of_speech()
    while after < sentence.end and doc[after].norm_ in _INNER:
        after += 1
    set_off = speaker.first > sentence.start + 1 and doc[speaker.first - 1].text == ","
    if set_off and (inverted or after >= sentence.end - 1):
        return doc[sentence.start : speaker.first - 1]
    if inverted or after >= sentence.end - 1:
        return None
    acts = speaker.type == "regulator" and doc[speaker.last - 1].norm_ in _acts()
    return doc[after - 1 if acts and after == speaker.last else after : sentence.end]


@cache
def _acts() -> frozenset[str]:
    """Verbs that tell what a regulator did: the deed belongs to the attributed words."""
    verbs = ("approve", "grant", "clear", "authorise", "authorize", "reject", "license", "refuse")
    return frozenset(f for v in (*verbs, "decline", "recommend", "endorse") for f in forms(v))


def _is_opened_before(offset: int, passage: Passage, quotations: Sequence[tuple[int, int]]) -> bool:
    """Whether the speaker stands inside a quotation that this sentence opened."""
    return any(passage.start < q[0] <= offset < q[1] for q in quotations)


def _is_inside(words: Span, quotations: Sequence[tuple[int, int]]) -> bool:
    return any(q[0] <= words.start_char and words.end_char <= q[1] + 1 for q in quotations)


def _attribution(words: Span, holder_type: HolderType, holder: str | None) -> Attribution:
    return Attribution(words.start_char, words.end_char, holder_type, holder, quoted=False)


_ACCORDING = re.compile(
    r"(?i)\b(?:according to|in the words of|in the (?:view|opinion) of)\s+"
    r"(?P<holder>(?:[^,.;(]|,(?= [a-z-]+ (?:study|trial|review|analysis|meta-analysis|report)\b)"
    r"|\.(?=[A-Z] )|(?<=Dr)\.|(?<=Prof)\.|(?<=\b[A-Z])\.|(?<=\bSt)\.){2,120})"
)
_KIND_WORDS: tuple[tuple[HolderType, str], ...] = (
    ("regulator", "FDA|EMA|MHRA|Food and Drug Administration|European Medicines Agency"),
    (
        "expert",
        "(?:lead|senior|study|first|principal) (?:[a-z]+ )?(?:author|investigator|researcher)s?",
    ),
    ("study", "article|study|trial|results?|findings?|data|report|review|analysis|paper"),
    ("patient", "patients?|sufferers?|parents"),
    ("company", r"compan(?:y|ies)|manufacturer|maker|firm|Inc|Pharma\w*|drugmaker"),
    ("unnamed_research", "(?:some |many |most )?experts|research|studies"),
    ("expert", "researchers?|professor|authors?|scientists?|doctors?|Dr|Prof"),
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
    for match in holder_matcher().find(passage.span):
        cue = match.span.start_char
        if match.rule.category == "opinion" and not any(q[0] <= cue < q[1] for q in quotations):
            words = passage.span.doc[match.span.start : passage.span.end]
            yield _attribution(words, "author", None)
            return


def _quoted(
    doc: Doc,
    passages: Sequence[Passage],
    quotations: Sequence[tuple[int, int]],
    speakers: dict[int, tuple[Speaker, ...]],
) -> Iterator[Attribution]:
    """The quotations, each with the nearest speaker: beside it, else the one who spoke last."""
    person: Speaker | None = None
    text, previous_end = text_of(doc), -1
    for start, end in quotations:
        near = _speaker_of(doc, (start, end), quotations, passages, speakers)
        goes_on = "\n\n" not in text[previous_end:start] or text[start - 1 : start] == "\n"
        if near is not None and near.name is None and person is not None:
            near = person
        speaker = near or (person if previous_end >= 0 and goes_on else None)
        source = None if near else _source_of((start, end), passages)
        if source is not None:
            yield replace(source, start=start, end=end, quoted=True)
        elif speaker is not None:
            person, previous_end = speaker, end
            yield Attribution(start, end, speaker.type, speaker.name, quoted=True)
        elif re.search(r"[.,!?][\"”]?$", text[start:end]):
            yield Attribution(start, end, "expert", None, quoted=True)


def _source_of(quotation: tuple[int, int], passages: Sequence[Passage]) -> Attribution | None:
    """Who is named by "according to" in the sentence in which the quotation opens."""
    here = (p for p in passages if p.start <= quotation[0] < p.end)
    return next((found for passage in here for found in _according(passage)), None)


_PERSONS = frozenset({"expert", "institution", "company", "regulator", "patient"})


def _speaker_of(
    doc: Doc,
    quotation: tuple[int, int],
    quotations: Sequence[tuple[int, int]],
    passages: Sequence[Passage],
    speakers: dict[int, tuple[Speaker, ...]],
) -> Speaker | None:
    """The speaker in a sentence that touches the quotation, outside its marks, the nearest."""
    best: tuple[int, Speaker] | None = None
    for passage in passages:
        if passage.end < quotation[0] - 2 or passage.start > quotation[1] + 2:
            continue
        if passage.start > quotation[1] and "\n\n" in text_of(doc)[quotation[1] : passage.start]:
            continue  # the next paragraph has a speaker of its own
        for speaker in speakers[passage.start]:
            first, last = doc[speaker.first].idx, doc[speaker.last - 1]
            if speaker.type not in _PERSONS or any(q[0] <= first < q[1] for q in quotations):
                continue
            gap = max(first - quotation[1], quotation[0] - (last.idx + len(last)))
            if best is None or gap < best[0]:
                best = (gap, speaker)
    return best[1] if best and best[0] < 200 else None
