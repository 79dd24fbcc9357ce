"""`hedgerow train`: the shipped language pipeline made anew from public corpora."""

from __future__ import annotations

import importlib.util
import os
import shutil
from importlib import resources
from pathlib import Path

from extractors.errors import InputError
from flows.terminal import err

_NEEDED = {"weasel": "weasel", "spacy_lookups_data": "spacy-lookups-data"}


def run_train(data: Path | None, output: Path, step: str) -> int:
    """The exit code of the training project's step; 2 where data or a library is missing."""
    folder = (data or Path(os.environ.get("HEDGEROW_DATA") or "../shared/data")).resolve()
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; name the public corpora with --data")
    for module, package in _NEEDED.items():
        if importlib.util.find_spec(module) is None:
            raise InputError(f"training needs {package}: pip install 'hedgerow[train]'")
    project = lay_out_project(folder, output)
    _run(project, step)
    if (project / "english").is_dir():
        err.print(f"the pipeline lies in {project / 'english'}")
    return 0


def lay_out_project(data: Path, output: Path) -> Path:
    """The folder with the project's files in it and the corpora as `data`.

    Raises InputError where a corpus that the project names is missing or is another version.
    """
    from weasel.util import get_checksum, load_project_config

    source = resources.files("extractors") / "training"
    output.mkdir(parents=True, exist_ok=True)
    with resources.as_file(source) as files:
        shutil.copy(files / "project.yml", output / "project.yml")
        shutil.copytree(files / "configs", output / "configs", dirs_exist_ok=True)
    link = output / "data"
    if link.is_symlink():
        link.unlink()
    link.symlink_to(data, target_is_directory=True)
    for asset in load_project_config(output)["assets"]:
        path = output / asset["dest"]
        if not path.is_file():
            raise InputError(f"{data / Path(asset['dest']).relative_to('data')}: no such corpus")
        if get_checksum(path) != asset["checksum"]:
            raise InputError(f"{path.resolve()}: not the version that project.yml names")
    return output.resolve()


def _run(project: Path, step: str) -> None:
    from weasel.cli.run import project_run
    from weasel.util import load_project_config

    config = load_project_config(project)
    known = [*config["workflows"], *(command["name"] for command in config["commands"])]
    if step not in known:
        raise InputError(f"no step {step!r}: use one of {', '.join(known)}")
    project_run(project, step)
