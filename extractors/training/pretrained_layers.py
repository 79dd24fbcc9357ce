"""Word layers that have read text: `python -m extractors.training.pretrained_layers CFG TEXT OUT`.

They give the names 2 points of F1 and the trees next to nothing, so only names start from them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from spacy.cli.init_config import fill_config
from spacy.language import Language
from spacy.training.pretrain import pretrain
from spacy.util import load_config, registry

from extractors.language.words import (
    tokens,  # noqa: F401  registers the tokenizer that the weights name
)
from extractors.training.numpy_products import prefer_numpy

FILE = "model0.bin"
"""What one epoch leaves in the output folder."""


def pretrain_layers(config: Path, text: Path, output: Path) -> Path:
    """The file of pretrained layers, after one epoch over the text."""
    output.mkdir(parents=True, exist_ok=True)
    filled = output / "filled.cfg"
    load_config(config, overrides={"paths.text": str(text)}, interpolate=False).to_disk(filled)
    fill_config(filled, filled, pretraining=True, silent=True)
    prefer_numpy()
    pretrain(load_config(filled, interpolate=True), output, use_gpu=-1, silent=True)
    return output / FILE


def _with_layers(path: str) -> Callable[[Language], Language]:
    def load(nlp: Language) -> Language:
        model = nlp.get_pipe("ner").model  # type: ignore[attr-defined]
        model.get_ref("tok2vec").layers[0].from_bytes(Path(path).read_bytes())
        return nlp

    return load


registry.callbacks.register("hedgerow.pretrained_layers", func=_with_layers)
"""The name by which a configuration asks for these layers under its names."""


if __name__ == "__main__":
    pretrain_layers(*(Path(argument) for argument in sys.argv[1:4]))
