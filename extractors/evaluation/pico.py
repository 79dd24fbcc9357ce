"""Who was studied, against the participants that EBM-NLP's annotators marked in abstracts.

Our phrase is right where it shares characters with marked ones of its sentence. Rows are tokens;
texts are the tokens joined by spaces, so that dashes and brackets stand apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from extractors.evaluation.counts import Counts
from extractors.language.grammar.clauses import lay_out
from extractors.language.pipeline import parse
from extractors.language.studies.populations import population_of
from extractors.language.words.sentences import passages
from extractors.model import Span

__all__ = ["MarkedAbstract", "read_abstracts", "score"]

_DEVELOPED_ON = 40
"""The first abstracts, with which in sight the rules were written."""
_SCORED = 160


@dataclass(frozen=True, slots=True)
class MarkedAbstract:
    """An abstract with the characters that are marked as participants."""

    text: str
    participants: tuple[Span, ...]


def read_abstracts(folder: Path) -> Iterator[MarkedAbstract]:
    """The abstracts of the development part, in order."""
    words: list[tuple[str, bool]] = []
    for line in (folder / "pico" / "dev.txt").read_text("utf-8").splitlines():
        if line.startswith("-DOCSTART-"):
            if words:
                yield _abstract(words)
            words = []
        elif line.strip():
            cells = line.split(" ")
            words.append((cells[0], cells[-1] == "I-PAR"))
    if words:
        yield _abstract(words)


def _abstract(words: list[tuple[str, bool]]) -> MarkedAbstract:
    text = ""
    spans: list[Span] = []
    marked_before = False
    for word, marked in words:
        start = len(text) + bool(text)
        text = f"{text} {word}" if text else word
        if marked and marked_before:
            spans[-1] = (spans[-1][0], len(text))
        elif marked:
            spans.append((start, len(text)))
        marked_before = marked
    return MarkedAbstract(text, tuple(spans))


def score(folder: Path) -> dict[str, float]:
    """Precision of our phrases, and recall of the sentences that hold a marked one."""
    counts = Counts()
    held_out = islice(read_abstracts(folder), _DEVELOPED_ON, _DEVELOPED_ON + _SCORED)
    for abstract in held_out:
        for passage in passages(parse(abstract.text)):
            here = [s for s in abstract.participants if passage.start <= s[0] < passage.end]
            ours = population_of(lay_out(passage, ()))
            if ours is None:
                counts.misses += bool(here)
                continue
            start = abstract.text.index(ours, passage.start)
            right = any(s[0] < start + len(ours) and start < s[1] for s in here)
            counts.hits += right
            counts.false_alarms += not right
            counts.misses += bool(here) and not right
    return {"population_precision": counts.precision, "population_recall": counts.recall}
