"""Ctrl-C: answered at once, nothing left running, and the next crawl goes on from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.flows.chaos import Answer, Asked, Site, article

ROOT = Path(__file__).resolve().parents[2]
PAGES = 6


@pytest.mark.slow
def test_an_interrupted_crawl_says_so_and_goes_on_next_time(
    tmp_path: Path, site: Site, hedgerow: Callable[..., Any]
) -> None:
    moment, go_on = threading.Event(), threading.Event()

    def third(asked: Asked) -> Answer:
        moment.set()
        go_on.wait(60)
        return Answer(article(3).encode())

    site.routes.update({f"/{n}": Answer(article(n).encode()) for n in range(PAGES)})
    site.routes["/3"] = third
    urls = json.dumps([f"{site.url}/{n}" for n in range(PAGES)])
    row = f'[[source]]\nname = "a"\nadapter = "page"\nurls = {urls}\nallow_private = true\n'
    (tmp_path / "sources.toml").write_text(row + "delay = 0.0\n")
    words = ["--home", "home", "--json", "crawl", "--sources", "sources.toml"]
    with subprocess.Popen(
        [sys.executable, "-m", "flows", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        is_there = moment.wait(300)
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=300)
        go_on.set()
    assert is_there, err
    assert (child.returncode, out) == (130, "")
    assert len(err.splitlines()) == 2, err
    first, last = err.splitlines()
    assert first == "stopping: what was fetched and staged is kept ..."
    assert last.startswith("hedgerow: interrupted; what was fetched and staged is kept")
    again = hedgerow(*words, cwd=tmp_path)
    assert again.json["documents"] == PAGES
    asked = site.paths()
    assert {asked[f"/{n}"] for n in range(3)} == {1}
