"""A long crawl needs no more memory than a short one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("fetch_many.py")
PAGES = 20_000


@pytest.mark.slow
def test_memory_stays_flat_over_twenty_thousand_pages(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path / "home"), str(PAGES)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    early, late = map(int, ran.stdout.split())
    assert late - early < 10, f"{early} MiB after {PAGES // 5} pages, {late} MiB after {PAGES}"
