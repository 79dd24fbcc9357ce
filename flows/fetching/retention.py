"""Taking pages and old archives out of a home, for good.

`forget` overwrites a page's records where they lie, with a note of the same length, so that every
other record keeps its offset; `prune` deletes whole archive files by age.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.fetching.archive import FOLDER, iso_time, records_from
from flows.fetching.frontier import Frontier
from flows.fetching.home_lock import HomeLock
from flows.fetching.overwriting import overwrite

__all__ = ["Forgotten", "Pruned", "forget", "prune_archive"]

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out for one URL."""

    url: str
    records: int
    """Archive records overwritten."""
    was_known: bool


@dataclass(frozen=True, slots=True)
class Pruned:
    """One archive file that was deleted."""

    file: str
    bytes: int


def forget(home: Path, url: str, now: float | None = None) -> Forgotten:
    """What was taken out; the URL is never fetched again.

    The records of the page, and of every redirect that led to it, are overwritten in the archive.
    A record that came inside a longer answer of an API stays in that answer until it is pruned.
    InputError while a crawl of this home runs.
    """
    with HomeLock(home, "forget"), Frontier(home) as frontier:
        moment = time.time() if now is None else now
        was_known = frontier.forget(url, iso_time(moment))
        overwritten = 0
        for path in sorted((home / FOLDER).glob("*.warc.gz")):
            places = list(_records_of(home, f"{FOLDER}/{path.name}", url))
            for offset, length in places:
                frontier.drop_record(f"{FOLDER}/{path.name}", offset)
                overwrite(path, offset, length, moment)
            overwritten += len(places)
        return Forgotten(url, overwritten, was_known or overwritten > 0)


def prune_archive(home: Path, keep_days: int, now: float | None = None) -> tuple[Pruned, ...]:
    """The archive files that were deleted: older than `keep_days` and holding nothing unread.

    Pages fetched from them stay known; lists are asked for afresh. InputError while a crawl runs.
    """
    moment = time.time() if now is None else now
    gone: list[Pruned] = []
    with HomeLock(home, "prune"), Frontier(home) as frontier:
        waiting = {capture.archive_file for capture in frontier.unstaged()}
        for path in sorted((home / FOLDER).glob("*.warc.gz")):
            name, about = f"{FOLDER}/{path.name}", path.stat()
            if name in waiting or moment - about.st_mtime < keep_days * _DAY:
                continue
            frontier.drop_archive(name)
            path.unlink()
            gone.append(Pruned(name, about.st_size))
    return tuple(gone)


def _records_of(home: Path, file: str, url: str) -> Iterator[tuple[int, int]]:
    """Offset and length of every record that this URL was asked for or answered with."""
    for response, _, end in records_from(home, file):
        if url in (response.url, response.final_url) and response.archive_offset is not None:
            yield response.archive_offset, end - response.archive_offset
