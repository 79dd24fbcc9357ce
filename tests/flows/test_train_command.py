"""`hedgerow train`: what a person sees before an hour of work begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import InputError
from flows.commands.train import lay_out_project, run_train


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere: no such folder; name the public corpora"):
        run_train(tmp_path / "nowhere", tmp_path / "out", "all")


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpora").mkdir()
    with pytest.raises(InputError, match=r"treebank/conllu/ewt_train.conllu.gz: no such corpus"):
        lay_out_project(tmp_path / "corpora", tmp_path / "out")


@pytest.mark.data
def test_the_project_is_laid_out_beside_its_corpora(data: Path, tmp_path: Path) -> None:
    project = lay_out_project(data, tmp_path / "out")
    assert (project / "project.yml").is_file()
    assert (project / "configs" / "trees.cfg").is_file()
    assert (project / "data").resolve() == data.resolve()


@pytest.mark.data
def test_another_version_of_a_corpus_is_refused(data: Path, tmp_path: Path) -> None:
    corpora = tmp_path / "corpora"
    corpora.mkdir()
    for folder in data.iterdir():
        (corpora / folder.name).symlink_to(folder)
    (corpora / "biored").unlink()
    (corpora / "biored").mkdir()
    (corpora / "biored" / "Train.PubTator").write_text("1|t|Another text\n", "utf-8")
    with pytest.raises(InputError, match=r"Train.PubTator: not the version"):
        lay_out_project(corpora, tmp_path / "out")


@pytest.mark.data
def test_an_unknown_step_names_those_there_are(data: Path, tmp_path: Path) -> None:
    pytest.importorskip("spacy_lookups_data", reason="the train extra is not installed")
    with pytest.raises(InputError, match=r"no step 'fly': use one of all, corpora, trees"):
        run_train(data, tmp_path / "out", "fly")
