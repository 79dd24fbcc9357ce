"""How strong a causal claim a sentence makes: 0 to 3 after Yu, Li, Wang 2020.

0 nothing claimed, 1 correlational, 2 conditional causal (hedged), 3 direct causal. A stated null
("did not reduce") keeps its level: denial is polarity. Decided from the triggers and frames of
`rules/causal.toml` and from the sentence's hedges, without a parse.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Span

from extractors.language.wording.certainty import is_question
from extractors.language.wording.cues import cue_rules
from extractors.language.wording.scopes import scope_of
from extractors.language.words.patterns import RuleMatch, RuleMatcher, load_rules
from extractors.language.words.sentences import Passage
from extractors.model import CausalStrength
from extractors.model import Span as Offsets

PRECEDENCE: tuple[tuple[str, str], ...] = (
    ("no_claim", "strong"),
    ("correlational", "strong"),
    ("causal", "strong"),
    ("correlational", "weak"),
    ("causal", "weak"),
    ("no_claim", "weak"),
)
"""Category and weight of the rules of `causal.toml`; the first that a sentence holds decides."""


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("causal"))


_DETERMINERS = frozenset(
    {"the", "a", "an", "their", "its", "his", "her", "my", "our", "your", "by"}
)
_DIFFERENCES = frozenset({"causal.differs", "causal.observed", "causal.predicts"})
_OPEN = frozenset({"question", "unproven"})
"""Categories of hedge whose scope holds no claim."""


def causal_strength(passage: Passage) -> CausalStrength:
    """The strength of the sentence as a whole, from its words and from `passage.cues`."""
    found = _said(passage)
    deciding = _deciding(passage.span, found)
    match deciding[0].rule.category if deciding else None:
        case "causal":
            return 2 if _is_hedged(passage, found) else 3
        case "correlational":
            return 1
        case _:
            return 0


def deciding_words(passage: Passage) -> tuple[RuleMatch, ...]:
    """The triggers that decide `causal_strength`, all of one kind; none where nothing is claimed.

    Where advice or a call for research leaves nothing claimed, these are its words.
    """
    return _deciding(passage.span, _said(passage))


def _said(passage: Passage) -> tuple[RuleMatch, ...]:
    """The triggers of what the sentence says, without what it only asks."""
    if is_question(passage.span):
        return ()
    asked = _asked(passage)
    return tuple(match for match in triggers(passage.span) if not _inside(match, asked))


def _deciding(span: Span, found: tuple[RuleMatch, ...]) -> tuple[RuleMatch, ...]:
    """The triggers of the first kind of `PRECEDENCE` that the sentence holds.

    Advice and calls for research claim nothing, but they silence only their own clause.
    """
    frames = tuple(match for match in found if _key(match) == PRECEDENCE[0])
    if frames:
        silent = [scope_of(span, match.span, "whole") for match in frames]
        found = tuple(m for m in found if _key(m) in PRECEDENCE[1:3] and not _inside(m, silent))
    present = {_key(match) for match in found}
    first = next((key for key in PRECEDENCE if key in present), None)
    return tuple(match for match in found if _key(match) == first) or frames


def _key(match: RuleMatch) -> tuple[str, str]:
    return match.rule.category, match.rule.extra.get("weight", "strong")


def _inside(match: RuleMatch, clauses: list[Offsets]) -> bool:
    return any(start <= match.span.start_char < end for start, end in clauses)


def triggers(span: Span) -> tuple[RuleMatch, ...]:
    """The triggers and frames in the sentence that no lookalike silences."""
    matches = list(_matcher().find(span))
    silencers = [m for m in matches if _is_pseudo(m) or "silences" in m.rule.extra]
    return tuple(
        match
        for match in matches
        if not _is_pseudo(match)
        and not any(_silences(other, match) for other in silencers)
        and not _opens_as_adjective(span, match)
    )


def _opens_as_adjective(span: Span, match: RuleMatch) -> bool:
    """Whether the trigger is a participle that begins the sentence: "Impaired sleep was seen"."""
    if match.rule.category != "causal" or not match.span[0].norm_.endswith("ed"):
        return False
    before = span.doc[span.start : match.span.start]
    after = span.doc[match.span.start + 1 : span.end][:1]
    bare = not any(token.norm_ in _DETERMINERS for token in after)
    return bare and not any(token.is_alpha for token in before)


def is_difference(span: Span, start: int, end: int) -> bool:
    """Whether the words `[start, end)` tell a difference or a change, and no act that made it.

    Code points into the document: "was higher in", "no difference between", not "reduced".
    """
    there = [
        match
        for match in triggers(span)
        if match.span.start_char < end and start < match.span.end_char
    ]
    seen = any(match.rule.id in _DIFFERENCES for match in there)
    return seen and not any(_key(match) == ("causal", "strong") for match in there)


def _is_pseudo(match: RuleMatch) -> bool:
    return match.rule.extra.get("role") == "pseudo"


def _silences(other: RuleMatch, match: RuleMatch) -> bool:
    category = other.rule.extra.get("silences", match.rule.category)
    covered = other.span.start <= match.span.start < other.span.end
    return covered and category == match.rule.category


def _asked(passage: Passage) -> list[Offsets]:
    """What the sentence only asks or leaves open: "unclear whether it harms" claims nothing."""
    return [
        cue.scope
        for cue in passage.cues
        if cue.kind == "hedge" and cue.category in _OPEN and cue.scope
    ]


def _is_hedged(passage: Passage, found: tuple[RuleMatch, ...]) -> bool:
    """Whether a hedge makes the cause conditional: "may", "appears to", not "suggests".

    It counts where a causal trigger lies in its scope: "it harms, which may surprise" is direct.
    """
    rules = cue_rules()
    scopes = [
        cue.scope
        for cue in passage.cues
        if cue.kind == "hedge" and cue.scope and rules[cue.rule_id].extra.get("conditional")
    ]
    return any(_inside(match, scopes) for match in found if match.rule.category == "causal")
