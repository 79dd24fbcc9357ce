"""Which words look like part of a name to the model before it sees their neighbours.

A line through the vectors of single words, so cheap that it decides which sentences the model reads
at all. Trained by `extractors.training.name_words`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = "name_words.json"
"""Its name in the folder of the pipeline whose vectors it was trained on."""

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NameWords:
    """A word is like a name where its vector's product with the weights is over the bar."""

    weights: Rows
    bar: float

    def like_names(self, vectors: Rows) -> NDArray[np.bool_]:
        """Whether each row may be part of a name."""
        alike: NDArray[np.bool_] = vectors @ self.weights > np.float32(self.bar)
        return alike


def read_name_words(folder: Path) -> NameWords:
    """The line that lies beside a pipeline; OSError where there is none."""
    row = json.loads((folder / FILE).read_text("utf-8"))
    return NameWords(np.array(row["weights"], dtype=np.float32), row["bar"])


def write_name_words(line: NameWords, folder: Path) -> None:
    """The line as JSON beside the pipeline."""
    row = {"weights": [round(float(weight), 6) for weight in line.weights], "bar": line.bar}
    (folder / FILE).write_text(json.dumps(row) + "\n", "utf-8")
