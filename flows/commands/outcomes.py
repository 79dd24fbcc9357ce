"""What became of each input of `hedgerow extract`, told as it comes, and the exit code of all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from extractors.errors import DocumentError
from flows.commands.inputs import Job, Unreadable
from flows.exit_codes import BAD_INPUT, DONE, PARTLY
from flows.terminal import print_error

__all__ = ["Outcome", "outcome", "told"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What one input gave, or why it gave nothing, in one line."""

    found: tuple[T, ...] = ()
    error: str | None = None


def outcome(job: Job | Unreadable, read: Callable[[Job], tuple[T, ...]]) -> Outcome[T]:
    """What `read` makes of the input; a DocumentError of it is the outcome's error."""
    if isinstance(job, Unreadable):
        return Outcome(error=job.why)
    try:
        return Outcome(read(job))
    except DocumentError as error:
        return Outcome(error=f"{job.place}: {error}")


def told(outcomes: Iterable[Outcome[T]], tell: Callable[[T], object]) -> int:
    """The exit code, once `tell` had everything that was found, and stderr every failure.

    BAD_INPUT where nothing was read, PARTLY where some inputs could not be.
    """
    read = failed = 0
    for one in outcomes:
        for found in one.found:
            tell(found)
        sys.stdout.flush()  # whoever reads along has each answer as soon as it is there
        read += bool(one.found)
        if one.error:
            failed += 1
            print_error(one.error)
    if not (read or failed):
        print_error("nothing to read: the input is empty")
    if not read:
        return BAD_INPUT
    return PARTLY if failed else DONE
