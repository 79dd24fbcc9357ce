"""What a writer does with a hype word: its context, and what that does to its severity.

The order is that of the rule file `rules/hype_contexts.toml` and of `HypeContext`: disowned words
(criticised, negated, asked for) are no flags, even in a quotation; quoted words keep their severity
and get their speaker; questions, concessions and downtoners take one step off; a hedge takes none,
because a hedge over hype promises more often than it limits.

How far a cue reaches is told by the order of the words; where the sentence has a tree, the tree
takes back what belongs to the subject alone, and adds what the cue governs from farther off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span

from extractors.language.holders.attribution import Attribution
from extractors.language.wording.governors import governs, stands_in_subject
from extractors.language.words.patterns import RuleMatch, RuleMatcher, load_rules
from extractors.language.words.sentences import Passage
from extractors.model import HypeContext

DISOWNED: frozenset[HypeContext] = frozenset({"technical", "criticised", "negated", "need_framing"})
_BREAKS = frozenset(
    {
        *(",", ";", ":", "—", "–", "--"),
        *("but", "while", "although", "however", "because", "when", "unless", "until"),
    }
)
_CLAUSE_ENDS = frozenset({",", ";", ":", "—", "–", "--"})
_QUOTES = {'"': '"', "“": "”", "‘": "’", "«": "»"}
_SPEAKERS = frozenset({"expert", "institution", "company", "regulator", "patient"})
_NO_PROMISE = frozenset({"opinion", "limit"})
"""Hedges that say whose view it is or where it stops; they do not dangle what follows."""
_DENIALS = frozenset({"not", "n't", "never", "neither", "nor"})
_BAITS = frozenset(
    {"what", "doctors", "physicians", "you", "they", "big", "pharma", "nobody", "no"}
)
"""How a row begins that has a "not" of its own ("what doctors do not want you to know")."""
_IDEAS = frozenset({"idea", "ideas", "notion", "concept", "some promise"})
"""Hedges that are what the sentence speaks of, or hype themselves."""
_SCARE_LENGTH = 1
_DIRECTED = frozenset({"criticised", "negated", "need_framing"})
"""What a cue does to what it governs; other cues colour whatever stands near."""
_TURNS = frozenset({";", "but", "however", "yet", "rather", "instead", "least"})
_FARTHEST = 16
"""Words from a cue to a hit that it may still govern; a tree errs more over longer ways."""
_STEPS = {"questioned": -1, "conceded": -1, "downtoned": -1}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A context, the severity it leaves, and the words that explain it."""

    context: HypeContext
    severity: int
    why: str = ""
    holder: str | None = None


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("hype_contexts"))


def context_frames(sentence: Span) -> tuple[RuleMatch, ...]:
    """Every context cue of the sentence, those silenced by a lookalike ("not only") left out."""
    found = list(_matcher().find(sentence))
    silent = [match.span for match in found if match.rule.category == "none"]
    return tuple(
        match
        for match in found
        if match.rule.category != "none" and not any(_inside(match.span, span) for span in silent)
    )


def judge_context(
    hit: Span,
    severity: int,
    passage: Passage,
    frames: Sequence[RuleMatch],
    attributions: Sequence[Attribution] = (),
) -> Judgement:
    """The context of a hype span of this severity, and what is left of it (0 if disowned)."""
    context, why, holder = _context(hit, passage, frames, attributions)
    if context in DISOWNED:
        return Judgement(context, 0, why, holder)
    step = _STEPS.get(context, 0)
    reasons = [why] if why else []
    if amplifier := _reaching(hit, passage, frames, "amplified"):
        step += 1
        reasons.append(f"raised by “{amplifier.span.text}”")
    if _reaching(hit, passage, frames, "grounded"):
        step -= 1
        reasons.append("one step down for the figures beside it")
    return Judgement(context, min(3, max(1, severity + step)), "; ".join(reasons), holder)


def _context(
    hit: Span, passage: Passage, frames: Sequence[RuleMatch], attributions: Sequence[Attribution]
) -> tuple[HypeContext, str, str | None]:
    speech = _speech(hit, attributions)
    holder = speech.holder if speech else None
    if denial := _denial_within(hit):
        return "negated", f"but the hype itself is denied (“{denial}”)", holder
    disowning: tuple[HypeContext, ...] = ("criticised", "negated", "need_framing")
    for context in disowning:
        if cue := _reaching(hit, passage, frames, context):
            return context, f"but {cue.rule.extra['why']} (“{cue.span.text}”)", holder
    quotation = _quotation(hit)
    called = _reaching(hit, passage, frames, "quoted")
    if quotation and not (speech or called) and _is_scare_quote(quotation, passage):
        return "criticised", "but the quotation marks keep a distance from the word", None
    if speech:
        return "quoted", f"in the words of {speech.holder or 'a speaker'}", holder
    if called:
        return "quoted", f"{called.rule.extra['why']} (“{called.span.text}”)", None
    if quotation or passage.region == "quote":
        return "quoted", "inside quotation marks", None
    return (*_weakened(hit, passage, frames), None)


def _denial_within(hit: Span) -> str:
    """The "not" inside a promise ("may not be an effective way"); baits have one of their own."""
    if hit[0].norm_ in _BAITS:
        return ""
    return next((token.text for token in hit[1:] if token.norm_ in _DENIALS), "")


def _weakened(hit: Span, passage: Passage, frames: Sequence[RuleMatch]) -> tuple[HypeContext, str]:
    if _is_question(passage.span):
        return "questioned", "asked, not asserted: one step down"
    if cue := _reaching(hit, passage, frames, "conceded"):
        return "conceded", f"{cue.rule.extra['why']} (“{cue.span.text}”): one step down"
    if hedge := _hedge(hit, passage):
        return "hedged", f"hedged by “{hedge}”, which promises no less"
    if cue := _reaching(hit, passage, frames, "downtoned"):
        return "downtoned", f"{cue.rule.extra['why']} (“{cue.span.text}”): one step down"
    return "asserted", ""


def _speech(hit: Span, attributions: Sequence[Attribution]) -> Attribution | None:
    """The narrowest attribution over the span that is a quotation or has a speaker."""
    covering = [
        attribution
        for attribution in attributions
        if attribution.start <= hit.start_char
        and hit.end_char <= attribution.end
        and (attribution.quoted or attribution.holder_type in _SPEAKERS)
    ]
    return min(covering, key=lambda a: (not a.quoted, a.end - a.start), default=None)


def _reaching(
    hit: Span, passage: Passage, frames: Sequence[RuleMatch], context: str
) -> RuleMatch | None:
    for frame in frames:
        if frame.rule.category == context and _reaches(frame, hit, passage):
            return frame
    return None


def _reaches(frame: RuleMatch, hit: Span, passage: Passage) -> bool:
    """Whether the cue bears on the hit: by the order of the words, as far as a tree agrees."""
    by_order = _reaches_in_order(frame, hit)
    if passage.tree is None or frame.span.end > hit.start or frame.rule.category not in _DIRECTED:
        return by_order
    if not frame.rule.extra.get("window"):
        return by_order
    first, between = passage.span.start, hit.doc[frame.span.end : hit.start]
    if by_order:
        return not (len(between) and stands_in_subject(passage.tree, first, frame.span, hit))
    near = len(between) <= _FARTHEST and not any(word.norm_ in _TURNS for word in between)
    return near and governs(passage.tree, first, frame.span, hit)


def _reaches_in_order(frame: RuleMatch, hit: Span) -> bool:
    cue, window = frame.span, int(frame.rule.extra.get("window", 0))
    if cue.start < hit.end and hit.start < cue.end:
        return False
    match frame.rule.extra["reach"]:
        case "after":
            return 0 <= hit.start - cue.end <= window and _unbroken(hit, cue.end, hit.start)
        case "before":
            return 0 <= cue.start - hit.end <= window and _unbroken(hit, hit.end, cue.start)
        case "clause":
            return cue.end <= hit.start and _within_clause(cue, hit)
        case "rest":
            return cue.end <= hit.start and not _turns(hit.doc[cue.end : hit.start])
        case _:
            return True


def _unbroken(hit: Span, start: int, end: int) -> bool:
    return not any(token.norm_ in _BREAKS for token in hit.doc[start:end])


def _within_clause(cue: Span, hit: Span) -> bool:
    return not any(token.text in _CLAUSE_ENDS for token in hit.doc[cue.end : hit.start])


def _turns(between: Span) -> bool:
    return any(token.norm_ in {";", "but"} for token in between)


def _inside(inner: Span, outer: Span) -> bool:
    return bool(outer.start <= inner.start and inner.end <= outer.end)


def _is_question(sentence: Span) -> bool:
    return any(token.text == "?" for token in sentence[-2:])


def _hedge(hit: Span, passage: Passage) -> str | None:
    for cue in passage.cues:
        if cue.kind != "hedge" or cue.scope is None or cue.category in _NO_PROMISE:
            continue
        if cue.surface.lower() in _IDEAS:
            continue
        outside = cue.end <= hit.start_char or cue.start >= hit.end_char
        if outside and cue.scope[0] <= hit.start_char < cue.scope[1]:
            return cue.surface
    return None


def _quotation(hit: Span) -> Span | None:
    """What stands between the quotation marks round the span, within its own sentence."""
    sentence = hit.sent
    opened: int | None = None
    closing = ""
    for token in sentence:
        if opened is not None and token.text == closing:
            if opened < hit.start and hit.end <= token.i:
                return hit.doc[opened + 1 : token.i]
            opened = None
        elif opened is None and token.text in _QUOTES:
            opened, closing = token.i, _QUOTES[token.text]
    if opened is not None and opened < hit.start:  # the quotation runs on after this sentence
        return hit.doc[opened + 1 : sentence.end]
    return None


def _is_scare_quote(quotation: Span, passage: Passage) -> bool:
    return len(quotation) <= _SCARE_LENGTH and passage.region != "headline"
