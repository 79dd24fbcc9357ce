"""The files of the corpora in the data folder, found or named in one clear error."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from extractors.errors import InputError


def corpus_file(data: Path, *parts: str) -> Path:
    """The path of a corpus file below the data folder; InputError where it is not there."""
    path = data.joinpath(*parts)
    if not path.is_file():
        raise InputError(f"{path}: no such file; give the folder that holds the training corpora")
    return path


def one_of(value: str, choices: Collection[str], what: str) -> str:
    """The value; InputError where it is none of the choices."""
    if value not in choices:
        raise InputError(f"no {what} {value!r}: use one of {', '.join(choices)}")
    return value
