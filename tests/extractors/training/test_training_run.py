"""A real run of the trainer, on a treebank of one sentence."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from extractors.language.words.tokens import blank_english
from extractors.training.training_corpora import TREE_VALUES, write
from extractors.training.training_run import overrides_of, run

CONFIGS = Path(str(resources.files("extractors") / "training" / "configs"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with "Walking slows decline." forty times, as a DocBin."""
    doc = Doc(
        blank_english().vocab,
        words=["Walking", "slows", "decline", "."],
        spaces=[True, True, False, False],
        tags=["NN", "VBZ", "NN", "."],
        pos=["NOUN", "VERB", "NOUN", "PUNCT"],
        lemmas=["walking", "slow", "decline", "."],
        heads=[1, 1, 1, 1],
        deps=["nsubj", "ROOT", "obj", "punct"],
    )
    write([doc] * 40, tmp_path / "corpus" / "walks.spacy", TREE_VALUES)
    return tmp_path / "corpus"


def test_the_compact_configuration_trains_a_pipeline_that_loads(
    corpus: Path, tmp_path: Path
) -> None:
    overrides: dict[str, str | int] = {
        "paths.train": str(corpus),
        "paths.dev": str(corpus),
        "training.max_steps": 12,
        "training.eval_frequency": 6,
    }
    best = run(CONFIGS / "trees.cfg", tmp_path / "trees", overrides)
    doc = spacy.load(best)("Walking slows decline.")
    assert [token.tag_ for token in doc] == ["NN", "VBZ", "NN", "."]
    assert [token.text for token in spacy.load(best).make_doc("IL-17A.")] == ["IL-17A", "."]


def test_overrides_are_read_as_the_project_writes_them() -> None:
    assert overrides_of(["--paths.train=a/b", "--training.max_steps=12"]) == {
        "paths.train": "a/b",
        "training.max_steps": 12,
    }
