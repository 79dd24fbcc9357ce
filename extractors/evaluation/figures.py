"""Every figure on public data, beside what others published for the same task."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

__all__ = ["Figure", "evaluate", "figure_rows"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure."""

    id: str
    module: str
    label: str
    published: str
    """Another system's figure on the same task, empty where none is known."""
    value: float | None = None


def figure_rows() -> tuple[Figure, ...]:
    """Every figure there is, not measured yet."""
    path = resources.files("extractors") / "evaluation" / "figures.toml"
    return tuple(Figure(**row) for row in tomllib.loads(path.read_text("utf-8"))["figure"])


def evaluate(folder: Path) -> Iterator[Figure]:
    """Each figure that has its public data in this folder, module by module, as it is measured."""
    rows = figure_rows()
    for module in dict.fromkeys(row.module for row in rows):
        scorer = importlib.import_module(f"extractors.evaluation.{module}")
        # A module is named after the corpus that it reads, or tells which it reads.
        if not all((folder / corpus).is_dir() for corpus in getattr(scorer, "CORPORA", (module,))):
            continue
        scores = scorer.score(folder)
        for row in rows:
            if row.module == module:
                yield Figure(row.id, module, row.label, row.published, scores[row.id])
