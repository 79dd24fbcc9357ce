"""A command whose errors are one line on stderr, and its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from extractors.errors import HedgerowError, InputError
from flows.exit_codes import BAD_INPUT, DONE, FAILED
from flows.terminal import print_error

__all__ = ["guarded"]


def guarded(command: Callable[..., int]) -> Callable[..., None]:
    """The command with our errors as one line on stderr, and its exit code."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except InputError as error:
            print_error(str(error))
            code = BAD_INPUT
        except HedgerowError as error:
            print_error(str(error))
            code = FAILED
        except BrokenPipeError:
            # Whoever read our output has had enough; nothing more can be told, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = DONE
        except OSError as error:
            print_error(f"{error.filename or 'a file'}: {error.strerror or error}")
            code = BAD_INPUT
        except KeyboardInterrupt as error:
            from flows.interruptible import leave

            kept = "; what was fetched and staged is kept, run again to go on"
            print_error("interrupted" + (kept if command.__name__ == "crawl" else ""))
            leave(getattr(error, "exit_code", 130))
        raise typer.Exit(code)

    return run
