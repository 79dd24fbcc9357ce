"""`hedgerow extract`: files or stdin in, one JSON line per document out; no crawl, no database."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Literal, get_args

from extractors.documents import read_documents, read_text
from extractors.errors import DocumentError, InputError
from extractors.json_line import JsonObject, json_line
from extractors.language.annotate import annotate
from extractors.model import Document
from flows.reading_pool import begin_worker
from flows.terminal import print_error, print_json

InputKind = Literal["text", "html", "jats", "pubmed", "jsonl"]
_AHEAD = 4
"""Jobs begun for each process before their turn to be told."""
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
class Outcome:
    """What became of one job: its documents as JSON objects, or why there are none."""

    job_id: str
    lines: tuple[JsonObject, ...]
    error: str | None = None


def write_lines(
    paths: list[str], kind: str | None, jobs: int, user_lexicon: Path | None = None
) -> int:
    """The exit code, once every document's line is on stdout and every failure on stderr."""
    read = failed = 0
    for outcome in extract(paths, input_kind(kind), jobs, user_lexicon):
        for line in outcome.lines:
            print_json(line)
        sys.stdout.flush()  # whoever reads along has each answer as soon as it is there
        read += bool(outcome.lines)
        if outcome.error:
            failed += 1
            print_error(outcome.error)
    if not read:
        if not failed:
            print_error("nothing to read: the input is empty")
        return 2
    return 3 if failed else 0


def extract(
    paths: Iterable[str], kind: InputKind | None, jobs: int, user_lexicon: Path | None = None
) -> Iterator[Outcome]:
    """One outcome per input, in the order given; results do not depend on `jobs`.

    Inputs are opened as their turn comes, so memory does not grow with their number.
    """
    work = (job for path in paths for job in jobs_in(path, kind))
    run = partial(_run, user_lexicon=user_lexicon)
    first = list(islice(work, 2)) if jobs > 1 else []
    if len(first) <= 1:
        yield from map(run, chain(first, work))
        return
    # Spawned, not forked: a child must not inherit locks that a thread of ours holds.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=begin_worker)
    try:
        yield from _side_by_side(pool, run, chain(first, work), jobs * _AHEAD)
    finally:
        pool.shutdown(cancel_futures=True)


def _side_by_side(
    pool: ProcessPoolExecutor,
    run: Callable[[Job | Outcome], Outcome],
    work: Iterator[Job | Outcome],
    most: int,
) -> Iterator[Outcome]:
    """The outcomes in order, with no more than so many jobs begun and not yet told."""
    begun = deque(pool.submit(run, job) for job in islice(work, most))
    while begun:
        yield begun.popleft().result()
        begun.extend(pool.submit(run, job) for job in islice(work, 1))


def input_kind(name: str | None) -> InputKind | None:
    """The kind that `--input` names; InputError lists the known ones."""
    if name is None:
        return None
    for kind in get_args(InputKind):
        if kind == name:
            return kind  # type: ignore[no-any-return]
    raise InputError(f"--input {name}: must be one of {', '.join(get_args(InputKind))}")


def jobs_in(path: str, kind: InputKind | None) -> Iterator[Job | Outcome]:
    """The inputs that a path holds; an outcome with its error for each that cannot be read."""
    kind = kind or _SUFFIXES.get(Path(path).suffix.lower(), "text" if path == "-" else None)
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as stream:
            if kind == "jsonl":
                yield from _jsonl_jobs(path, stream)
            else:
                yield Job(path, stream.read(), kind, path)
    except OSError as error:
        yield Outcome(path, (), f"{path}: cannot be read ({error.strerror})")


def _jsonl_jobs(path: str, lines: Iterable[bytes]) -> Iterator[Job | Outcome]:
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
            yield Outcome(place, (), f"{place}: {mend}")
        else:
            yield Job(id, payload, "jsonl", place)


def _run(job: Job | Outcome, user_lexicon: Path | None) -> Outcome:
    if isinstance(job, Outcome):
        return job
    try:
        lines = tuple(json_line(annotate(document, user_lexicon)) for document in _documents(job))
    except DocumentError as error:
        return Outcome(job.id, (), f"{job.place}: {error}")
    return Outcome(job.id, lines)


def _documents(job: Job) -> tuple[Document, ...]:
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
