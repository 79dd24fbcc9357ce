"""What `hedgerow extract` is given: files, lines of jsonl files, or stdin, each opened in turn."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from extractors.documents import read_documents, read_text
from extractors.errors import DocumentError, InputError
from extractors.model import Document

__all__ = ["InputKind", "Job", "Unreadable", "documents_of", "input_kind", "jobs_in", "text_of"]

InputKind = Literal["text", "html", "jats", "pubmed", "jsonl"]
_SUFFIXES: dict[str, InputKind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".nxml": "jats",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


@dataclass(frozen=True, slots=True)
class Job:
    """One input still to be read: a whole file, or one line of a jsonl file."""

    id: str
    payload: bytes
    kind: InputKind | None
    place: str
    """What to call it in an error message: the path, with the line for jsonl."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that cannot be opened or understood, and why, in one line."""

    why: str


def input_kind(name: str | None) -> InputKind | None:
    """The kind that `--input` names; InputError lists the known ones."""
    if name is None:
        return None
    for kind in get_args(InputKind):
        if kind == name:
            return kind  # type: ignore[no-any-return]
    raise InputError(f"--input {name}: must be one of {', '.join(get_args(InputKind))}")


def jobs_in(paths: Iterable[str], kind: InputKind | None) -> Iterator[Job | Unreadable]:
    """The inputs that the paths hold, in order; `-` is stdin, and a file's name tells its kind."""
    for path in paths:
        yield from _jobs_of(path, kind)


def _jobs_of(path: str, kind: InputKind | None) -> Iterator[Job | Unreadable]:
    kind = kind or _SUFFIXES.get(Path(path).suffix.lower(), "text" if path == "-" else None)
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as stream:
            if kind == "jsonl":
                yield from _jsonl_jobs(path, stream)
            else:
                yield Job(path, stream.read(), kind, path)
    except OSError as error:
        yield Unreadable(f"{path}: cannot be read ({error.strerror})")


def _jsonl_jobs(path: str, lines: Iterable[bytes]) -> Iterator[Job | Unreadable]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
            id, payload = row["id"], row["text"].encode()
            id.encode()  # a lone surrogate could not be written back
        except (ValueError, KeyError, TypeError, AttributeError):
            mend = 'must be an object {"id": "...", "text": "..."}, both of them valid text'
            yield Unreadable(f"{place}: {mend}")
        else:
            yield Job(id, payload, "jsonl", place)


def documents_of(job: Job) -> tuple[Document, ...]:
    """The documents that the input holds. Raises DocumentError where it holds none."""
    if job.kind == "text" or job.kind == "jsonl":
        return (read_text(text_of(job), id=job.id),)
    return read_documents(job.payload, id=job.id, kind=job.kind)


def text_of(job: Job) -> str:
    """The characters of a text or jsonl job as they were given; DocumentError("not_utf8")."""
    try:
        # No universal newlines: offsets index the text exactly as it was given.
        return job.payload.decode("utf-8" if job.kind == "jsonl" else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError("not_utf8", f"byte {error.start} is not UTF-8") from error
