"""What went wrong with the machine rather than with a page, in one line that names the mend."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from extractors.errors import HedgerowError, InputError
from flows.fetching.frontier import Frontier
from flows.fetching.home_lock import HomeLock

__all__ = ["explained", "require_usable"]

_KEPT = "what was fetched and staged is kept, run again to go on"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DENIED = (errno.EROFS, errno.EACCES, errno.EPERM)
_FULL_WORDS = ("no space left", "disk is full", "quota exceeded", "file too large")
_NOTHING_BYTES = 1024 * 1024
_LEAST_BYTES = 32 * 1024 * 1024
"""Less room than this and not even Prefect's record of a run fits."""


def require_usable(home: Path) -> None:
    """None, when the home is there, can be written to, has some room, and is nobody else's now.

    InputError where it cannot be used at all, HedgerowError where its disk is full or its state
    damaged.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(b"\0" * 4096)
    except (FileExistsError, NotADirectoryError):
        raise InputError(f"{home}: is not a folder; name another --home") from None
    except OSError as error:
        if error.errno in _FULL:
            raise _full(home) from error
        raise InputError(
            f"{home}: cannot be written to ({error.strerror}); "
            "name another --home, or make it yours"
        ) from error
    if shutil.disk_usage(home).free < _LEAST_BYTES:
        raise _full(home)
    with HomeLock(home, "crawl"):  # told now rather than when everything has started
        if (home / "frontier.sqlite").exists():
            Frontier(home).close()


def explained(error: BaseException, home: Path) -> HedgerowError | None:
    """The same in one line; None for what is no fault of the disk or of the state on it.

    A full disk is told also where the error comes from something else that it stopped, such as
    Prefect's server.
    """
    if any(_is_full(one) for one in _chain(error, set(), also_beside=True)):
        return _full(home)
    if home.is_dir() and shutil.disk_usage(home).free < _NOTHING_BYTES:
        return _full(home)
    for one in _chain(error, set()):
        if isinstance(one, HedgerowError):
            return one
        if isinstance(one, OSError) and one.errno in _DENIED:
            return InputError(f"{one.filename or home}: {one.strerror}; {_KEPT}")
        if isinstance(one, sqlite3.DatabaseError):
            return HedgerowError(f"{home}: its state cannot be used ({one}); {_KEPT}")
        if isinstance(one, duckdb.Error):
            line = str(one).splitlines()[0]
            return HedgerowError(f"{home}: its store cannot be used ({line}); {_KEPT}")
    return None


def _full(home: Path) -> HedgerowError:
    return HedgerowError(f"{home}: the disk is full; make room, then run again: {_KEPT}")


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    known = isinstance(error, sqlite3.Error | duckdb.Error | HedgerowError)
    return known and any(words in str(error).lower() for words in _FULL_WORDS)


def _chain(
    error: BaseException, seen: set[int], *, also_beside: bool = False
) -> Iterator[BaseException]:
    """The error, what it holds and what it was raised from; if asked, also what it came upon."""
    if id(error) in seen:
        return
    seen.add(id(error))
    yield error
    held = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    beside = error.__context__ if also_beside else None
    for other in (*held, error.__cause__, beside):
        if other is not None:
            yield from _chain(other, seen, also_beside=also_beside)
