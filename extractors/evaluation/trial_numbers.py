"""Numbers of trials, and the arms and outcomes they belong to, against RCT-ART's sentences.

RCT-ART (autism, blood cancer and cardiovascular trials) marks measures (MEAS), interventions (INTV)
and outcomes (OC), and which measure is whose. A number of ours is right in its arm or outcome where
the words that we give it share characters with words that the annotators tied to that measure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from extractors.evaluation.counts import Counts
from extractors.language.names.entities import find_mentions
from extractors.language.numbers.quantities import find_quantities
from extractors.language.numbers.quantity_ties import tie
from extractors.language.pipeline import parse
from extractors.language.words.sentences import passages
from extractors.model import Quantity

__all__ = ["TiedSentence", "quantities_in", "read_sentences", "score"]

Half = Literal["development", "held_out", "all"]
_DEVELOPMENT = ("autism", "blood_cancer")
_HELD_OUT = ("cardiovascular_disease",)
_ARMS = frozenset({"A1_RES", "A2_RES"})
_NO_EFFECT = frozenset({"p_value", "sample_size", "dose"})
_GENERAL = frozenset(
    {"group", "arm", "patient", "children", "participant", "subject", "the", "and", "with", "for",
     "rate"}
)  # fmt: skip
"""Words that show no two wordings to name the same arm or outcome."""


@dataclass(frozen=True, slots=True)
class TiedSentence:
    """One annotated sentence: its measures, each with the words that it was tied to."""

    text: str
    measures: dict[tuple[int, int], tuple[tuple[str, str], ...]]
    """By span of the measure: ("arm" or "outcome", the words)."""


def read_sentences(folder: Path, half: Half = "held_out") -> Iterator[TiedSentence]:
    """The annotated sentences; wordings were written on the two smaller files."""
    names = {"development": _DEVELOPMENT, "held_out": _HELD_OUT, "all": _DEVELOPMENT + _HELD_OUT}
    for name in names[half]:
        for line in (folder / "trial_numbers" / f"{name}.jsonl").read_text("utf-8").splitlines():
            yield _sentence(json.loads(line))


def _sentence(row: Any) -> TiedSentence:
    text = row["text"]
    tied: dict[tuple[int, int], list[tuple[str, str]]] = {
        (s["start"], s["end"]): [] for s in row["spans"] if s["label"] == "MEAS"
    }
    for relation in row["relations"]:
        head, child = relation["head_span"], relation["child_span"]
        kind = "arm" if relation["label"] in _ARMS else "outcome"
        words = text[head["start"] : head["end"]]
        tied.setdefault((child["start"], child["end"]), []).append((kind, words))
    return TiedSentence(text, {span: tuple(ties) for span, ties in tied.items()})


def quantities_in(text: str) -> tuple[Quantity, ...]:
    """Our quantities in a text, tied to arms and outcomes."""
    doc = parse(text)
    mentions, numbers = find_mentions(doc), find_quantities(doc)
    found: list[Quantity] = []
    for bare in passages(doc):
        start, end = bare.start, bare.end
        inside = tuple(m for m in mentions if start <= m.start and m.end <= end)
        passage = replace(bare, mentions=tuple(sorted(inside, key=lambda m: m.start)))
        found += tie(passage, [q for q in numbers if start <= q.start and q.end <= end])
    return tuple(found)


def score(folder: Path, half: Half = "held_out") -> dict[str, float]:
    """Recall of measures, precision of effects, and how far arms and outcomes are right.

    An effect is a number that is no P value, size or dose. Ties are scored on measures that we
    found: precision over the ties that we made, recall over those that were marked.
    """
    touched = measures = inside = effects = 0
    ties = {"arm": Counts(), "outcome": Counts()}
    for sentence in read_sentences(folder, half):
        found = quantities_in(sentence.text)
        measures += len(sentence.measures)
        touched += sum(any(_meets(q, span) for q in found) for span in sentence.measures)
        shown = [q for q in found if q.measure not in _NO_EFFECT]
        effects += len(shown)
        inside += sum(any(_meets(q, span) for span in sentence.measures) for q in shown)
        for span, tied in sentence.measures.items():
            if quantity := next((q for q in found if _meets(q, span)), None):
                _judge(ties["arm"], [w for kind, w in tied if kind == "arm"], quantity.arm)
                told = [w for kind, w in tied if kind == "outcome"]
                _judge(ties["outcome"], told, quantity.outcome)
    return {
        "trial_measure_recall": touched / measures,
        "trial_effect_precision": inside / effects,
        **{f"trial_{kind}_precision": counts.precision for kind, counts in ties.items()},
        **{f"trial_{kind}_recall": counts.recall for kind, counts in ties.items()},
    }


def _meets(quantity: Quantity, span: tuple[int, int]) -> bool:
    return quantity.start < span[1] and span[0] < quantity.end


def _judge(counts: Counts, marked: list[str], ours: str | None) -> None:
    """Counts one tie: a hit where our words share a telling word with marked ones."""
    if ours is not None and marked:
        hit = any(_words(ours) & _words(words) for words in marked)
        counts.add({"hit"} if hit else {"marked"}, {"hit"} if hit else {"ours"})
    elif marked:
        counts.misses += 1
    elif ours is not None:
        counts.false_alarms += 1


def _words(text: str) -> set[str]:
    words = {word.removesuffix("s") for word in re.findall(r"\w[\w-]+", text.lower())}
    return (words - _GENERAL) or words
