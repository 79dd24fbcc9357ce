"""What separates the rated press releases without looking for hype: yardsticks for its density.

The experts' mark of sensational language is one yes or no for a whole release, given beside nine
others on costs, harms, evidence and so on. Two figures say how much of it anything can tell: how
well those nine verdicts of the same experts foretell it, and how well the words do, learned from
the other half. A standard error says how far chance alone moves a figure on so few releases.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean, variance
from typing import Any, Literal

from extractors.evaluation.bioscope import Half

_FAILED = "Not Satisfactory"
_OWN = "sensational"
"""Stands in the wording of the criterion that is to be foretold."""
_WORD = re.compile(r"[a-z][a-z'-]+")
_MIN_RELEASES = 2
"""A word of fewer releases is not learned from."""

Weights = Mapping[str, float]
EitherHalf = Literal["development", "held_out"]


@dataclass(frozen=True, slots=True)
class _Release:
    text: str
    sensational: bool
    other_failures: int


def chance_of_more(loud: Sequence[float], sober: Sequence[float]) -> float:
    """The chance that one of the first outdoes one of the second, ties counting half (AUC)."""
    return fmean(_shares_beaten(loud, sober))


def standard_error(loud: Sequence[float], sober: Sequence[float]) -> float:
    """The standard error of `chance_of_more` after DeLong 1988; at least two of each are needed."""
    of_loud = _shares_beaten(loud, sober)
    of_sober = _shares_beaten(sober, loud)
    return math.sqrt(variance(of_loud) / len(loud) + variance(of_sober) / len(sober))


def _shares_beaten(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    return [fmean((one > other) + (one == other) / 2 for other in others) for one in ones]


def separation_by_verdicts(folder: Path, half: Half = "held_out") -> float:
    """AUC of how many of the nine other criteria the same experts found not satisfactory."""
    return _separation((r, r.other_failures) for r in _releases(folder, half))


def separation_by_words(folder: Path, half: EitherHalf = "held_out") -> float:
    """AUC of a bag of words and pairs of words, learned from the half that is not scored.

    A release scores its likeness (cosine of tf-idf) to the mean sensational release less that to
    the mean other one (Rocchio 1971).
    """
    learned = _releases(folder, "development" if half == "held_out" else "held_out")
    counted = [_words(release.text) for release in learned]
    spread = Counter(word for words in counted for word in words)
    rarity = {
        word: math.log((1 + len(learned)) / (1 + times)) + 1
        for word, times in spread.items()
        if times >= _MIN_RELEASES
    }
    vectors = [_vector(words, rarity) for words in counted]
    loud = _mean([v for v, r in zip(vectors, learned, strict=True) if r.sensational])
    sober = _mean([v for v, r in zip(vectors, learned, strict=True) if not r.sensational])
    telling = {word: loud.get(word, 0.0) - sober.get(word, 0.0) for word in rarity}
    return _separation(
        (release, sum(telling[word] * n for word, n in _vector(words, rarity).items()))
        for release in _releases(folder, half)
        for words in (_words(release.text),)
    )


def _releases(folder: Path, half: Half) -> list[_Release]:
    rows = (folder / "hype" / "press_releases.jsonl").read_text("utf-8").removesuffix("\n")
    first = 1 if half == "held_out" else 0
    return [_release(json.loads(row)) for row in rows.split("\n")[first :: 1 + (half != "all")]]


def _release(row: Mapping[str, Any]) -> _Release:
    others = [verdict for name, verdict in row["criteria"].items() if _OWN not in name.lower()]
    sensational = row["sensational_language"] == _FAILED
    return _Release(f"{row['title']} {row['text']}", sensational, others.count(_FAILED))


def _separation(scored: Iterable[tuple[_Release, float]]) -> float:
    rows = list(scored)
    loud = [score for release, score in rows if release.sensational]
    return chance_of_more(loud, [score for release, score in rows if not release.sensational])


def _words(text: str) -> Counter[str]:
    words = _WORD.findall(text.lower())
    return Counter([*words, *map(" ".join, pairwise(words))])


def _vector(words: Mapping[str, int], rarity: Weights) -> Weights:
    """The words' tf-idf, of length one."""
    raw = {w: (1 + math.log(n)) * rarity[w] for w, n in words.items() if w in rarity}
    length = math.hypot(*raw.values()) or 1.0
    return {word: weight / length for word, weight in raw.items()}


def _mean(vectors: Sequence[Weights]) -> Weights:
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for word, weight in vector.items():
            total[word] += weight
    return {word: weight / len(vectors) for word, weight in total.items()}
