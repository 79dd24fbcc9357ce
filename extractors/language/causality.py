"""How strong a causal claim a sentence makes: 0 to 3 after Yu, Li, Wang 2020.

0 nothing claimed, 1 correlational, 2 conditional causal (hedged), 3 direct causal. A stated null
("did not reduce") keeps its level: denial is polarity. Decided from the triggers and frames of
`rules/causal.toml` and from the sentence's hedges, without a parse.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Span
from spacy.vocab import Vocab

from extractors.language.certainty import is_question
from extractors.language.cues import cue_rules
from extractors.language.patterns import RuleMatch, RuleMatcher, load_rules
from extractors.language.sentences import Passage
from extractors.model import CausalStrength

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
def _matcher(vocab: Vocab) -> RuleMatcher:
    return RuleMatcher(vocab, load_rules("causal"))


def causal_strength(passage: Passage) -> CausalStrength:
    """The strength of the sentence as a whole, from its words and from `passage.cues`."""
    if is_question(passage.span):
        return 0
    match deciding(passage.span):
        case "causal":
            return 2 if _is_hedged(passage) else 3
        case "correlational":
            return 1
        case _:
            return 0


def deciding(span: Span) -> str | None:
    """The category of the triggers that decide the sentence's strength, None without any."""
    present = {(m.rule.category, m.rule.extra.get("weight", "strong")) for m in triggers(span)}
    return next(
        (category for category, weight in PRECEDENCE if (category, weight) in present), None
    )


def triggers(span: Span) -> tuple[RuleMatch, ...]:
    """The triggers and frames in the sentence that no lookalike silences."""
    matches = list(_matcher(span.doc.vocab).find(span))
    silenced: set[int] = set()
    for match in matches:
        if match.rule.extra.get("role") == "pseudo":
            silenced.update(range(match.span.start, match.span.end))
    return tuple(m for m in matches if m.span.start not in silenced)


def _is_hedged(passage: Passage) -> bool:
    """Whether a hedge makes the cause conditional: "may", "appears to", not "suggests"."""
    rules = cue_rules()
    return any(
        cue.kind == "hedge" and rules[cue.rule_id].extra.get("conditional") for cue in passage.cues
    )
