"""The mean of pipelines tuned from one base: `python -m extractors.training.averaged_weights OUT
DIR=SHARE DIR=SHARE ...`.

Runs that start from the same weights and differ in the order of their examples err differently;
their mean errs less than each, and reads no slower than one (Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from extractors.errors import InputError
from extractors.language.words import (
    tokens,  # noqa: F401  registers the tokenizer that the weights name
)


def averaged(shares: Mapping[Path, float]) -> Language:
    """The first pipeline with the mean of all weights, each counted by its share.

    InputError where the shares do not sum to one or the pipelines differ in shape.
    """
    if not math.isclose(sum(shares.values()), 1):
        raise InputError(f"the shares sum to {sum(shares.values())}: they must sum to 1")
    pipelines = [spacy.load(folder) for folder in shares]
    arrays = [list(_arrays(nlp)) for nlp in pipelines]
    if len({tuple(owner.get_param(name).shape for owner, name in own) for own in arrays}) > 1:
        raise InputError("pipelines of different shapes have no mean")
    for alike in zip(*arrays, strict=True):
        owner, name = alike[0]
        weighted = zip(alike, shares.values(), strict=True)
        owner.set_param(name, sum(each.get_param(own) * share for (each, own), share in weighted))
    return pipelines[0]


def _arrays(nlp: Language) -> list[tuple[Any, str]]:
    """Each array of weights once: the layer that owns it, and its name there."""
    layers: dict[int, Any] = {}
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        for layer in model.walk() if hasattr(model, "walk") else ():
            layers.setdefault(id(layer), layer)
    return [
        (layer, name)
        for layer in layers.values()
        for name in layer.param_names
        if layer.has_param(name)
    ]


def shares_of(arguments: list[str]) -> dict[Path, float]:
    """Shares by folder, from "shaped-0/model-last=0.5"."""
    pairs = (argument.rpartition("=") for argument in arguments)
    return {Path(folder): float(share) for folder, _, share in pairs}


if __name__ == "__main__":
    averaged(shares_of(sys.argv[2:])).to_disk(sys.argv[1])
