"""Omissions beside the verdicts of experts on the same press releases.

The reviewers of HealthNewsReview judged whether a release tells of costs, benefits, harms,
alternatives and interests *well enough*; an omission says that it tells nothing of them. So a
release that says a little counts against us although both may be right, and most of all for
comparisons, where a placebo is enough for us and another treatment was asked for by them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extractors.documents import read_text
from extractors.evaluation.bioscope import Half
from extractors.language.annotate import annotate

CORPORA = ("hype",)
CRITERIA = {
    "no_cost": "costs of the intervention",
    "no_effect_size": "quantify the benefits",
    "no_harms": "quantify the harms",
    "no_comparator": "existing alternatives",
    "no_conflict_of_interest": "funding sources",
}
"""For each omission, words that only the reviewers' question on the same matter holds."""
_VERDICTS = {"Satisfactory": False, "Not Satisfactory": True}


@dataclass(frozen=True, slots=True)
class Judged:
    """One release and one criterion: what the reviewers found, and what we did."""

    signal: str
    lacking: bool
    """The reviewers' verdict: not satisfactory."""
    omitted: bool


def judged_releases(folder: Path, half: Half = "all") -> tuple[Judged, ...]:
    """Each criterion that reviewers judged of each release; rules were mended on the even half."""
    rows = (folder / "hype" / "press_releases.jsonl").read_text("utf-8").removesuffix("\n")
    first = 1 if half == "held_out" else 0
    lines = rows.split("\n")[first :: 1 if half == "all" else 2]
    return tuple(judged for line in lines for judged in _judged(line))


@cache
def _judged(line: str) -> tuple[Judged, ...]:
    row: dict[str, Any] = json.loads(line)
    reading = annotate(read_text(f"{row['title']}\n\n{row['text']}", id=row["id"]))
    omitted = {omission.signal for omission in reading.omissions}
    return tuple(
        Judged(signal, _VERDICTS[verdict], signal in omitted)
        for signal, words in CRITERIA.items()
        for question, verdict in row["criteria"].items()
        if words in question and verdict in _VERDICTS
    )


def balanced_accuracy(judged: Sequence[Judged], signal: str) -> float:
    """The mean of the shares of lacking and of telling releases that we told apart; 0.5 is chance.

    ZeroDivisionError where the reviewers found all, or none, of the releases lacking.
    """
    rows = [row for row in judged if row.signal == signal]
    lacking = [row.omitted for row in rows if row.lacking]
    telling = [not row.omitted for row in rows if not row.lacking]
    return (sum(lacking) / len(lacking) + sum(telling) / len(telling)) / 2


def share_agreed(judged: Sequence[Judged]) -> float:
    """The share of our omissions that the reviewers found lacking too."""
    ours = [row.lacking for row in judged if row.omitted]
    return sum(ours) / len(ours)


def score(folder: Path, half: Half = "held_out") -> dict[str, float]:
    """Agreement with the reviewers on the half that no rule was mended on."""
    judged = judged_releases(folder, half)
    return {
        "omissions_agreed": share_agreed(judged),
        "omissions_costs": balanced_accuracy(judged, "no_cost"),
        "omissions_benefits": balanced_accuracy(judged, "no_effect_size"),
        "omissions_harms": balanced_accuracy(judged, "no_harms"),
        "omissions_comparisons": balanced_accuracy(judged, "no_comparator"),
        "omissions_interests": balanced_accuracy(judged, "no_conflict_of_interest"),
    }
