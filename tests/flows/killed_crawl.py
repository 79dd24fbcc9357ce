"""`hedgerow` that kills itself, and everything it started, when it comes to a given point.

Run as a script: python killed_crawl.py POINT CALL LAG WORDS..., where the words are those of
`hedgerow`, or `plain HOME CATALOGUE` for a crawl without Prefect.

POINT is `module:function` or `module:Class.method`, then `<` for just before that call or `>` for
just after it; CALL is which call of it in one process, from 1; LAG is how many seconds later.
Worker processes are spawned from this very file, so points inside them are met too.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
import time
from functools import wraps
from pathlib import Path
from typing import Any


def kill(lag: float) -> None:
    """Ends the whole process group; after a lag while the work goes on, or else at once."""

    def strike() -> None:
        time.sleep(lag)
        os.killpg(0, signal.SIGKILL)

    if lag:
        threading.Thread(target=strike, daemon=True).start()
    else:
        strike()


def watch(point: str, call: int, lag: float) -> None:
    place, before = point[:-1], point.endswith("<")
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    original, calls = getattr(owner, name), 0

    @wraps(original)
    def watched(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        is_it = calls == call
        if is_it and before:
            kill(lag)
        result = original(*args, **kwargs)
        if is_it and not before:
            kill(lag)
        return result

    setattr(owner, name, watched)


if __name__ in ("__main__", "__mp_main__"):
    watch(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))

if __name__ == "__main__":
    if sys.argv[4] == "plain":
        from tests.flows.plain_crawl import crawl_plainly

        crawl_plainly(Path(sys.argv[5]), Path(sys.argv[6]))
    else:
        from flows.cli import app

        app(sys.argv[4:], standalone_mode=True)
