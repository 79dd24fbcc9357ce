"""The mean of pipelines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.training import Example

from extractors.errors import InputError
from extractors.language.words.tokens import blank_english
from extractors.training.averaged_weights import averaged, shares_of


def pipeline(folder: Path, seed: int, labels: tuple[str, ...] = ("NN", "VBZ")) -> Path:
    """A tagger with random weights, on disk."""
    np.random.seed(seed)
    spacy.util.fix_random_seed(seed)
    nlp = spacy.blank("en")
    tagger = nlp.add_pipe("tagger")
    for label in labels:
        tagger.add_label(label)
    doc = blank_english().make_doc("Ice soothes")
    example = Example.from_dict(nlp.make_doc(doc.text), {"tags": list(labels[:2])})
    nlp.initialize(lambda: [example])
    for layer in tagger.model.walk():
        for name in layer.param_names:
            if layer.has_param(name):
                layer.set_param(name, layer.get_param(name) + seed)
    nlp.to_disk(folder)
    return folder


def output_weights(folder_or_nlp: Path | spacy.language.Language) -> np.ndarray:
    nlp = spacy.load(folder_or_nlp) if isinstance(folder_or_nlp, Path) else folder_or_nlp
    return nlp.get_pipe("tagger").model.get_ref("output_layer").get_param("W")


def test_each_weight_is_the_mean_by_shares(tmp_path: Path) -> None:
    one, other = pipeline(tmp_path / "one", 1), pipeline(tmp_path / "other", 2)
    mean = output_weights(averaged({one: 0.25, other: 0.75}))
    assert np.allclose(mean, 0.25 * output_weights(one) + 0.75 * output_weights(other))
    assert not np.allclose(mean, output_weights(one))


def test_shares_must_sum_to_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"0\.5: they must sum to 1"):
        averaged({tmp_path: 0.5})


def test_pipelines_of_other_shapes_are_refused(tmp_path: Path) -> None:
    one = pipeline(tmp_path / "one", 1)
    other = pipeline(tmp_path / "other", 1, ("NN", "VBZ", "JJ"))
    with pytest.raises(InputError, match="different shapes"):
        averaged({one: 0.5, other: 0.5})


def test_shares_are_read_as_the_project_writes_them() -> None:
    assert shares_of(["a/b=0.25", "c=0.75"]) == {Path("a/b"): 0.25, Path("c"): 0.75}
