"""`hedgerow extract`: files or stdin in, one JSON line per document out; no crawl, no database."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from extractors.json_line import JsonObject, json_line
from extractors.language.annotate import annotate
from flows.commands.inputs import Job, Unreadable, documents_of, input_kind, jobs_in
from flows.commands.outcomes import Outcome, outcome, told
from flows.reading_pool import begin_worker
from flows.terminal import print_json

_AHEAD = 4
"""Jobs begun for each process before their turn to be told."""


def write_lines(
    paths: Iterable[str], kind: str | None, jobs: int, user_lexicon: Path | None = None
) -> int:
    """The exit code, once every document's line is on stdout and every failure on stderr."""
    return told(_read(jobs_in(paths, input_kind(kind)), jobs, user_lexicon), print_json)


def _read(
    work: Iterator[Job | Unreadable], jobs: int, user_lexicon: Path | None
) -> Iterator[Outcome[JsonObject]]:
    """One outcome per input, in the order given; results do not depend on `jobs`.

    Inputs are opened as their turn comes, so memory does not grow with their number.
    """
    run = partial(_outcome, user_lexicon=user_lexicon)
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
    run: Callable[[Job | Unreadable], Outcome[JsonObject]],
    work: Iterator[Job | Unreadable],
    most: int,
) -> Iterator[Outcome[JsonObject]]:
    """The outcomes in order, with no more than so many jobs begun and not yet told."""
    begun = deque(pool.submit(run, job) for job in islice(work, most))
    while begun:
        yield begun.popleft().result()
        begun.extend(pool.submit(run, job) for job in islice(work, 1))


def _outcome(job: Job | Unreadable, user_lexicon: Path | None) -> Outcome[JsonObject]:
    return outcome(job, partial(_lines, user_lexicon=user_lexicon))


def _lines(job: Job, user_lexicon: Path | None) -> tuple[JsonObject, ...]:
    return tuple(json_line(annotate(document, user_lexicon)) for document in documents_of(job))
