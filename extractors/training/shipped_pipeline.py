"""The pipeline that ships: trained components in one folder, with lemmas, stripped and rounded.

`python -m extractors.training.shipped_pipeline TREES NAMES OUTPUT` takes the two trained pipelines.
Words that were only seen in training are no part of it, and weights keep 7 of the 23 bits after
the point: a third of the download, for less than one label in a thousand.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language

from extractors.language.words import (
    tokens,  # noqa: F401  registers the tokenizer that the weights name
)

BITS = 7
"""Bits of each weight's fraction that are kept; float32 has 23."""
_UNIVERSAL_TAGS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN"),
    *("PUNCT", "SCONJ", "SPACE", "SYM", "VERB", "X", "_SP"),
)


def shipped_pipeline(trees: Path, names: Path) -> Language:
    """One pipeline of the trained tagger, parser and names, with a rule lemmatizer."""
    nlp = spacy.load(trees)
    _add_features(nlp)
    lemmatizer: Any = nlp.add_pipe("lemmatizer", config={"mode": "rule", "overwrite": False})
    lemmatizer.initialize()
    nlp.add_pipe("ner", source=spacy.load(names))
    nlp.meta.update(_description())
    for array_owner, name in _parameters(nlp):
        array_owner.set_param(name, rounded(array_owner.get_param(name)))
    return nlp


def write_shipped(nlp: Language, folder: Path) -> None:
    """The pipeline on disk, without the words of its training texts."""
    nlp.to_disk(folder)
    strings = folder / "vocab" / "strings.json"
    strings.write_text(json.dumps(sorted(_needed_strings(nlp))), "utf-8")


def rounded(weights: NDArray[np.float32], bits: int = BITS) -> NDArray[np.float32]:
    """The nearest floats with this many bits of fraction."""
    dropped = np.uint32(23 - bits)
    half = np.uint32(1) << (dropped - np.uint32(1))
    mask = ~np.uint32((1 << int(dropped)) - 1)
    whole = np.ascontiguousarray(weights, dtype=np.float32).view(np.uint32)
    return ((whole + half) & mask).view(np.float32)


def _add_features(nlp: Language) -> None:
    """Number and verb form from the tags, without which a rule lemmatizer makes "apoptosi"."""
    ruler: Any = nlp.add_pipe("attribute_ruler")
    table = resources.files("extractors") / "training" / "lemma_features.toml"
    rows = tomllib.loads(table.read_text("utf-8"))
    for tag, features in rows["features"].items():
        ruler.add(patterns=[[{"TAG": tag}]], attrs={"MORPH": features})
    for word, lemma in rows["auxiliaries"].items():
        ruler.add(patterns=[[{"LOWER": word, "POS": "AUX"}]], attrs={"LEMMA": lemma})
    for word, lemma in rows["words"].items():
        ruler.add(patterns=[[{"LOWER": word}]], attrs={"LEMMA": lemma})


def _parameters(nlp: Language) -> Iterator[tuple[Any, str]]:
    """Each layer of each model once, with the name of each array that it owns."""
    seen: set[int] = set()
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        for layer in model.walk() if hasattr(model, "walk") else ():
            if id(layer) not in seen:
                seen.add(id(layer))
                yield from ((layer, name) for name in layer.param_names if layer.has_param(name))


def _needed_strings(nlp: Language) -> set[str]:
    labels = {label for _, pipe in nlp.pipeline for label in getattr(pipe, "labels", ()) or ()}
    parts = {part for label in labels for part in label.replace("|", "-").split("-")}
    return labels | parts | set(_UNIVERSAL_TAGS) | {"ROOT", "dep", "CHEMICAL", "DISEASE"}


def _description() -> dict[str, Any]:
    path = resources.files("extractors") / "training" / "description.toml"
    return tomllib.loads(path.read_text("utf-8"))


def main(trees: Path, names: Path, folder: Path) -> None:
    """The shipped pipeline, written to the folder."""
    write_shipped(shipped_pipeline(trees, names), folder)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
