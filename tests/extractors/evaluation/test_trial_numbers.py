"""Scores of numbers and of who was studied, on rows written for the test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extractors.evaluation import pico, trial_numbers

TEXT = "Relapse was rarer with sertraline than with placebo ( 12 % v 30 % ) , and 5 % left ."


def span(words: str, **more: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), **more}


def tied(label: str, head: str, child: str) -> dict[str, Any]:
    return {"label": label, "head_span": span(head), "child_span": span(child)}


def written(folder: Path, second_arm: str) -> Path:
    """The folder with one row in the file that is scored, and two empty files."""
    row = {
        "text": TEXT,
        "spans": [span(words, label="MEAS") for words in ("12 %", "30 %")],
        "relations": [
            tied("A1_RES", "sertraline", "12 %"),
            tied("A2_RES", second_arm, "30 %"),
            tied("OC_RES", "Relapse", "12 %"),
        ],
    }
    corpus = folder / "trial_numbers"
    corpus.mkdir()
    for name in ("autism", "blood_cancer"):
        (corpus / f"{name}.jsonl").write_text("")
    (corpus / "cardiovascular_disease.jsonl").write_text(json.dumps(row) + "\n")
    return folder


def test_numbers_are_scored_by_their_arms_and_outcomes(tmp_path: Path) -> None:
    scores = trial_numbers.score(written(tmp_path, "placebo"))
    assert scores["trial_measure_recall"] == 1
    assert round(scores["trial_effect_precision"], 2) == 0.67  # "5 %" is marked by nobody
    assert (scores["trial_arm_precision"], scores["trial_arm_recall"]) == (1, 1)
    assert scores["trial_outcome_recall"] == 1


def test_a_wrong_arm_costs_precision_and_recall(tmp_path: Path) -> None:
    scores = trial_numbers.score(written(tmp_path, "left"))
    assert (scores["trial_arm_precision"], scores["trial_arm_recall"]) == (0.5, 0.5)


def test_a_population_is_right_where_it_meets_the_marked_words(tmp_path: Path) -> None:
    abstract = "-DOCSTART- ({})\n\nNaps NN O O\nhelp NN O O\n{}. NN O O\n\n"
    older = "older NN O I-PAR\nadults NN O I-PAR\n"
    unmarked = "older NN O O\nadults NN O O\n"
    (tmp_path / "pico").mkdir()
    rows = [abstract.format(n, older if n % 2 else unmarked) for n in range(44)]
    (tmp_path / "pico" / "dev.txt").write_text("".join(rows))
    assert len(list(pico.read_abstracts(tmp_path))) == 44
    assert pico.score(tmp_path) == {"population_precision": 0.5, "population_recall": 1.0}
