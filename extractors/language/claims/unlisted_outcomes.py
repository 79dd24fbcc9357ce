"""Outcomes that no list has, where a sentence compares arms: "[waking time] was shorter with X".

Trials measure more than any lexicon names. Only where wording and arms leave no doubt that
something was measured, the noun phrase in the outcome's place is one: `link_method` is "pattern",
its concept is named after its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.language.claims.arguments import Arguments, find_arguments
from extractors.language.claims.claims import layout_of
from extractors.language.grammar.clauses import (
    CLOSING,
    Layout,
    group_start,
    is_adverb,
    is_stop,
    words,
)
from extractors.language.grammar.relations import GROUPS, Trigger, find_triggers
from extractors.language.grammar.subjects import ARM_PREPOSITIONS
from extractors.language.words.sentences import Passage
from extractors.language.words.steps import words_of
from extractors.language.words.tokens import fold
from extractors.model import Mention

__all__ = ["with_unlisted_outcomes"]

_BEFORE = frozenset({"results"})
_AFTER = frozenset({"attributive", "verb", "forward"})
_WAYS = frozenset({"increase", "decrease", "no_difference", "better", "worse"})
_POINTING = frozenset({"it", "they", "there", "this", "that", "these", "those", "we", "which"})
_COMPARING = frozenset(
    {"than", "compared", "comparison", "versus", "vs", "vs.", "v", "over", "against", "relative",
     "between", "among", "group", "groups", "arm", "arms", "recipients", "treated"}
)  # fmt: skip
"""Words without one of which no sentence compares arms."""
_TO_OUTCOMES = frozenset({"in", "for", "regarding", "concerning", "regard", "respect", "terms"})
_LONGEST = 7
_ARM_REACH = 4
_ARMS = frozenset({"group", "groups", "arm", "arms", "recipients", "treated"})
_INSIDE = frozenset({"of", "to", "-", "/", "'s"})
"""What may stand between the words of a name: "time to first waking", "length of stay"."""
_LEADING = frozenset(
    {"the", "a", "an", "mean", "median", "average", "overall", "total", "both", "all", "their",
     "its", "any", "in", "for", "of", "to", "terms", "regarding", "serum", "plasma"}
)  # fmt: skip
_NO_NAMES = frozenset(
    {"it", "they", "this", "that", "these", "those", "there", "which", "who", "we", "he", "she",
     "difference", "differences", "result", "results", "effect", "effects", "finding", "findings",
     "value", "values", "number", "numbers", "rate", "rates", "levels", "level", "score", "scores",
     "change", "changes", "one", "some", "most", "outcome", "outcomes", "treatment", "dose",
     "doses", "likely", "effective", "than", "evidence", "trend", "trends", "study", "studies",
     "trial", "analysis", "data", "i", "you", "use", "risk", "not", "no", "such", "other", "others",
     "time", "way", "role", "need", "chance",
     "instruments", "measures", "parameters", "domains", "items", "areas", "aspects", "variables",
     "nights", "days", "times", "development", "progression", "onset", "occurrence", "incidence",
     "combination", "likelihood", "side", "points", "people", "benefits"}
)  # fmt: skip
"""Words that by themselves name nothing measured."""
_CHANGES = frozenset(
    {"improvement", "improvements", "reduction", "reductions", "increase", "increases", "decrease",
     "decreases", "decline", "benefit", "benefits", "response", "amount", "percentage",
     "proportion", "degree", "extent", "group", "increment", "increments", "characteristics",
     "treatment", "therapy", "development", "onset", "occurrence", "incidence"}
)  # fmt: skip
"""Words that say how much of something, and end no name."""
_ENDS = frozenset(
    {"compared", "comparison", "versus", "vs", "vs.", "relative", "than", "over", "by", "using",
     "used", "measured", "assessed", "defined", "as", "either", "associated", "caused", "reported"}
)  # fmt: skip
"""Words behind the end of a name."""
_TIME_TO = re.compile(r"\b[Tt]ime (?:to|until) (?:the |a |an |first |next |complete )*")
_ENDS_EVENT = re.compile(
    r" (?:progression|recurrences?|relapses?|relief|worsening|failure|onset|resolution|response"
    r"|recovery|flares?|diagnosis|discontinuation|death|control)\b"
)
"""What may make another event of the one named: "time to pain [relief]"."""
_EVENTS = GROUPS["illness"] | GROUPS["measure"]
_WORD = re.compile(r"[^\W\d_][\w-]{2,}")


def with_unlisted_outcomes(passage: Passage) -> Passage:
    """The passage with the outcomes that its comparisons of arms speak of and no list has."""
    if not any(mention.type in GROUPS["agent"] for mention in passage.mentions):
        return passage
    passage = _with_times(passage)
    if _COMPARING.isdisjoint(words_of(passage.span).indexes):
        return passage
    for trigger in find_triggers(passage.span):
        if trigger.rule.effect in _WAYS and trigger.rule.relation == "affects":
            passage = _with_outcome(passage, trigger)
    return passage


def _with_times(passage: Passage) -> Passage:
    """The passage, "relapse" in "time to first relapse" made the time that it is."""
    if "time " not in passage.text and "Time " not in passage.text:
        return passage
    mentions = list(passage.mentions)
    for match in _TIME_TO.finditer(passage.text):
        start, end = (place + passage.start for place in match.span())
        for at, event in enumerate(mentions):
            if event.start == end and event.type in _EVENTS:
                more = _ENDS_EVENT.match(passage.text, event.end - passage.start)
                until = more.end() if more else event.end - passage.start
                name = f"time to {event.name}{more.group().lower() if more else ''}"
                mentions[at] = _named(start, passage.text[start - passage.start : until], name)
    return replace(passage, mentions=tuple(_apart(mentions)))


def _apart(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Those that begin after the one before them ends."""
    end = -1
    for mention in mentions:
        if mention.start >= end:
            yield mention
            end = mention.end


def _with_outcome(passage: Passage, trigger: Trigger) -> Passage:
    layout = layout_of(passage)
    if find_arguments(layout, trigger).objects:
        return passage
    for outcome in _candidates(layout, trigger):
        mentions = sorted((*passage.mentions, outcome), key=lambda mention: mention.start)
        richer = replace(passage, mentions=tuple(mentions))
        found = find_arguments(layout_of(richer), trigger)
        if found.subjects and outcome in found.objects and _compares(layout_of(richer), found):
            return richer
    return passage


def _candidates(layout: Layout, trigger: Trigger) -> Iterator[Mention]:
    if trigger.rule.frame == "contrast":
        yield from _contrasted(layout, trigger)
        return
    if trigger.rule.frame in _BEFORE:
        found = _phrase_before(layout, group_start(layout, trigger.start))
        if not _is_said_of_arms(layout, trigger):
            return
    elif trigger.rule.frame == "attributive" and _is_trait(layout, trigger.start):
        return
    elif trigger.rule.frame in _AFTER and not trigger.passive:
        found = _phrase_after(layout, trigger.end)
    else:
        return
    if found is not None and (mention := _mention(layout, *found)) is not None:
        yield mention


def _is_trait(layout: Layout, at: int) -> bool:
    """Whether the comparative tells which thing is meant: "the [more] usual way", "with [less]"."""
    while at > layout.start and layout.doc[at - 1].norm_ in {"a", "an"}:
        at -= 1
    return at > layout.start and layout.doc[at - 1].norm_ in {"the", "with", "of"}


def _contrasted(layout: Layout, trigger: Trigger) -> Iterator[Mention]:
    """What a difference may be in: "no difference in [X]", "between A and B with regard to [X]"."""
    for index in range(trigger.start, layout.end - 1):
        if is_stop(layout, index):
            return
        if layout.doc[index].norm_ in _TO_OUTCOMES and layout.at(index) is None:
            found = _phrase_after(layout, index + 1)
            mention = _mention(layout, *found) if found is not None else None
            if mention is not None:
                yield mention


def _is_said_of_arms(layout: Layout, trigger: Trigger) -> bool:
    """Whether a verb without an object tells it: "was longer", "rose with", not "raised the"."""
    if layout.doc[trigger.start].norm_ in words("be") | {"remain", "remained", "remains"}:
        return True
    index = trigger.end
    while index < layout.end and is_adverb(layout.doc[index]):
        index += 1
    return index < layout.end and layout.doc[index].norm_ in ARM_PREPOSITIONS


def _phrase_before(layout: Layout, end: int) -> tuple[int, int] | None:
    """The noun phrase that opens the clause whose verb group begins at `end`."""
    start = end
    while start > layout.start and not (
        is_stop(layout, start - 1) or layout.is_finite(start - 1) or _parts(layout, start - 1)
    ):
        start -= 1
    return _phrase_after(layout, start, end)


def _parts(layout: Layout, index: int) -> bool:
    token = layout.doc[index]
    return token.text == "," or token.norm_ in words("subordinators") | {"and"}


def _phrase_after(layout: Layout, at: int, until: int | None = None) -> tuple[int, int] | None:
    """The noun phrase that begins at token `at`, no article or number with it."""
    last = layout.end if until is None else until
    start = at
    while start < last and _is_leading(layout, start):
        start += 1
    if start > at and start < last and layout.doc[start].text == "-":
        start -= 1  # "[6]-minute walk test"
    end = start + (layout.doc[start].like_num if start < last else 0)
    while end < last and end - start <= _LONGEST and _goes_on(layout, end):
        end += 1
    while end > start and layout.doc[end - 1].norm_ in _INSIDE:
        end -= 1
    return (start, end) if 0 < end - start <= _LONGEST else None


def _is_leading(layout: Layout, index: int) -> bool:
    token = layout.doc[index]
    leads = token.norm_ in _LEADING or is_adverb(token) or token.like_num
    return leads and layout.at(index) is None


def _goes_on(layout: Layout, index: int) -> bool:
    token = layout.doc[index]
    if layout.at(index) is not None or is_stop(layout, index) or token.is_punct:
        return token.norm_ in _INSIDE
    if token.norm_ in _INSIDE:
        return True
    ends = ("prepositions", "coordinators", "subordinators", "relatives", "people", "auxiliaries")
    if token.norm_ in _ENDS or token.text in CLOSING:
        return False
    if any(token.norm_ in words(name) for name in ends):
        return False
    return not layout.is_finite(index) and not token.like_num


def _mention(layout: Layout, start: int, end: int) -> Mention | None:
    """The outcome of these tokens, None where they name none."""
    norms = [layout.doc[index].norm_ for index in range(start, end)]
    if norms[-1] in _CHANGES or (norms[-1] in _NO_NAMES and len(norms) == 1):
        return None
    if norms[0] in _POINTING or "baseline" in norms:
        return None
    span = layout.doc[start:end]
    name = fold(span.text)
    if not _WORD.search(name) or is_adverb(span[-1]):
        return None
    return _named(int(span.start_char), span.text, name)


def _named(start: int, surface: str, name: str) -> Mention:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    concept, end = f"HEDGEROW:{slug}", start + len(surface)
    return Mention(start, end, surface, "outcome_measure", concept, name, "pattern")


def _compares(layout: Layout, found: Arguments) -> bool:
    """Whether the arm is set against another, or is called one."""
    if found.comparator is not None:
        return True
    start = found.subjects[0].start
    # A subject that a tree added, or that stands for several, need be no mention of the layout.
    end = next((row[1] for row in layout.mentions if row[2].start == start), layout.end)
    after = range(end, min(end + _ARM_REACH, layout.end))
    compared = [index for index in after if layout.doc[index].norm_ in _ENDS]
    after = range(end, compared[0]) if compared else after
    named = not _ARMS.isdisjoint(found.subjects[0].surface.lower().split())
    return named or any(layout.doc[index].norm_ in _ARMS for index in after)
