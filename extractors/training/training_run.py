"""One run of spaCy's trainer: `python -m extractors.training.training_run CONFIG OUT [--a.b=c]`.

The configurations in `configs/` are compact; spaCy's defaults are filled in and the whole of it is
kept beside the trained pipeline, as `filled.cfg`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from spacy.cli.init_config import fill_config
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config

from extractors.language.words import (
    tokens,  # noqa: F401  registers the tokenizer that the weights name
)
from extractors.training import pretrained_layers  # noqa: F401  registers what starts names
from extractors.training.numpy_products import prefer_numpy


def run(config: Path, output: Path, overrides: dict[str, str | int]) -> Path:
    """The folder of the best pipeline of the run; spaCy prints a row of scores as it goes."""
    output.mkdir(parents=True, exist_ok=True)
    filled = output / "filled.cfg"
    # The overrides first: parts that are taken from another pipeline are loaded while filling.
    load_config(config, overrides=overrides, interpolate=False).to_disk(filled)
    fill_config(filled, filled, silent=True)
    prefer_numpy()
    train(init_nlp(load_config(filled, interpolate=False)), output)
    return output / "model-best"


def overrides_of(arguments: Sequence[str]) -> dict[str, str | int]:
    """Settings by dotted name, from "--paths.train=corpora/trees"; digits make a number."""
    pairs = (argument.removeprefix("--").partition("=") for argument in arguments)
    return {name: int(value) if value.isdigit() else value for name, _, value in pairs}


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), overrides_of(sys.argv[3:]))
