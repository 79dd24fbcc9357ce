"""The weights of `certainty_score`: ridge regression on readers' ratings (Pei & Jurgens 2021, MIT).

Run `python -m extractors.training.certainty_weights DATA_FOLDER` to write
`extractors/weights/certainty.toml` anew.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.evaluation.light_parse import parse
from extractors.language.wording.certainty import certainty_features
from extractors.language.wording.cues import find_cues
from extractors.language.words.sentences import Passage, passages

PENALTY = 5.0
MIN_SENTENCES = 3
"""A feature of fewer sentences gets no weight."""
FOLDS = 10
WEIGHTS = Path(__file__).resolve().parent.parent / "weights" / "certainty.toml"
_HEAD = """\
# What each cue and frame adds to the certainty that readers hear in a sentence (1 to 6).
# Ridge regression on the sentence ratings of Pei & Jurgens 2021 (MIT licence); made by
# extractors/training/certainty_weights.py, do not edit.
"""

Matrix = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """A linear model over named features."""

    intercept: float
    weights: dict[str, float]

    def predict(self, features: frozenset[str]) -> float:
        """The rating of a sentence with these features."""
        return self.intercept + sum(self.weights.get(name, 0.0) for name in features)


def read_findings(folder: Path) -> list[tuple[str, float]]:
    """Each finding with its mean rating."""
    lines = (folder / "certainty" / "sentence.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["finding"], float(row["sentence-level-certainty"])) for row in rows]


def read_passages(text: str) -> list[Passage]:
    """The passages of a text, with their cues."""
    return [dataclasses.replace(p, cues=find_cues(p.span)) for p in passages(parse(text))]


def features_of(text: str) -> frozenset[str]:
    """The features of all passages of a finding together."""
    return frozenset(name for p in read_passages(text) for name in certainty_features(p))


def fit(examples: Sequence[frozenset[str]], ratings: Sequence[float]) -> Model:
    """The ridge model; the intercept is not penalised."""
    counts = Counter(name for features in examples for name in features)
    names = sorted(name for name, count in counts.items() if count >= MIN_SENTENCES)
    matrix: Matrix = np.array([[float(name in f) for name in names] for f in examples])
    target = np.asarray(ratings, dtype=np.float64)
    centre, mean = matrix.mean(axis=0), float(target.mean())
    centred = matrix - centre
    gram = centred.T @ centred + PENALTY * np.eye(len(names))
    solution = np.linalg.solve(gram, centred.T @ (target - mean))
    weights = {name: float(w) for name, w in zip(names, solution, strict=True)}
    return Model(mean - float(centre @ solution), weights)


def cross_validated(examples: Sequence[frozenset[str]], ratings: Sequence[float]) -> list[float]:
    """For each example, the prediction of a model that was fitted without its fold."""
    predictions = [0.0] * len(examples)
    for fold in range(FOLDS):
        kept = [i for i in range(len(examples)) if i % FOLDS != fold]
        model = fit([examples[i] for i in kept], [ratings[i] for i in kept])
        for i in range(fold, len(examples), FOLDS):
            predictions[i] = model.predict(examples[i])
    return predictions


def write(model: Model, path: Path = WEIGHTS) -> None:
    """None; writes the weights file, names in order."""
    rows = [f'"{name}" = {weight:.3f}' for name, weight in sorted(model.weights.items())]
    lines = [f"intercept = {model.intercept:.3f}", "", "[weights]", *rows]
    path.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    texts, levels = zip(*read_findings(Path(sys.argv[1])), strict=True)
    write(fit([features_of(text) for text in texts], levels))
