"""What an export says of itself: its tables, their rows and columns, and its files with hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from extractors.errors import InputError

__all__ = ["FORMAT", "MANIFEST", "Column", "File", "Manifest", "Part", "files_under",
           "read_manifest"]  # fmt: skip

MANIFEST = "manifest.json"
FORMAT = 1
"""Of the manifest and the folders; a change that an older version would misread raises it."""
_AGAIN = "copy the export again, or export anew"
_NEWER = "update Hedgerow, then import again"


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its type in DuckDB's words."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class File:
    """One Parquet file; `path` is relative to the folder of the export."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Part:
    """One table or view."""

    name: str
    rows: int
    columns: tuple[Column, ...]
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole export."""

    format: int
    exported_at: str
    migrations: tuple[str, ...]
    """What the tables had been through: numbered names, in order."""
    tables: tuple[Part, ...]
    views: tuple[Part, ...]

    def text(self) -> str:
        """The manifest as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class _Head:
    """What every format has."""

    format: int


def files_under(folder: Path, target: Path) -> Iterator[File]:
    """Every Parquet file of one table or view, sorted by path, hashed as it is now."""
    for path in sorted(target.rglob("*.parquet")):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield File(path.relative_to(folder).as_posix(), digest, path.stat().st_size)


def read_manifest(folder: Path, migrations: tuple[str, ...]) -> Manifest:
    """The manifest of an export whose tables are all there as they were written.

    `migrations` are those that this version knows. Raises InputError, which names the file and the
    mend, for a manifest that is missing, broken, or of a newer version, and for a file that is
    missing, changed, or not listed.
    """
    path = folder / MANIFEST
    manifest = _parsed(path)
    unknown = [name for name in manifest.migrations if name not in migrations]
    if unknown:
        raise InputError(f"{path} tells of {unknown[0]}, which this version lacks: {_NEWER}")
    names = [table.name for table in manifest.tables]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"{path} is broken: it lists {twice[0]!r} twice; {_AGAIN}")
    for table in manifest.tables:
        _check_files(folder, table)
    return manifest


def _parsed(path: Path) -> Manifest:
    if not path.is_file():
        raise InputError(
            f"{path.parent} has no {path.name}: give the folder that `hedgerow export` wrote"
        )
    try:
        told = path.read_bytes()
        written = TypeAdapter(_Head).validate_json(told).format
        if written > FORMAT:
            raise InputError(f"{path} has format {written}, this version reads {FORMAT}: {_NEWER}")
        return TypeAdapter(Manifest).validate_json(told)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        where = f" at {place}" if place else ""
        raise InputError(f"{path} is broken{where}: {first['msg']}; {_AGAIN}") from error


def _check_files(folder: Path, table: Part) -> None:
    """None, when the files of the table are those that the manifest lists, as it tells them."""
    found = {file.path: file for file in files_under(folder, folder / "raw" / table.name)}
    listed = {file.path: file for file in table.files}
    for path, file in listed.items():
        if path not in found:
            raise InputError(f"{folder / path} is missing: {_AGAIN}")
        if file.sha256 != found[path].sha256:
            raise InputError(f"{folder / path} is not as it was written: {_AGAIN}")
    if unlisted := sorted(found.keys() - listed.keys()):
        raise InputError(f"{folder / unlisted[0]} is not in {MANIFEST}: take it out, or {_AGAIN}")
