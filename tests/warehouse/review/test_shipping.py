"""What the page needs lies in the wheel, is small, and asks nothing of the network."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROOM = ROOT / "warehouse" / "review"


@pytest.mark.slow
def test_the_wheel_holds_every_template_and_asset(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling builds the wheel, and is not installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    needed = {p.relative_to(ROOT).as_posix() for p in ROOM.rglob("*") if p.suffix in
              (".py", ".html", ".css", ".js", ".svg")}  # fmt: skip
    assert len(needed) > 30
    assert needed <= held


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in (*ROOM.joinpath("static").iterdir(), *ROOM.joinpath("templates").iterdir()):
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//\w+\.\w|@import|url\(", text), path


def test_the_script_stays_small() -> None:
    assert len((ROOM / "static" / "review.js").read_text("utf-8").splitlines()) < 300


def test_every_template_is_used() -> None:
    texts = [
        p.read_text("utf-8") for p in (*ROOM.glob("*.py"), *ROOM.joinpath("templates").iterdir())
    ]
    for path in ROOM.joinpath("templates").iterdir():
        assert any(f'"{path.name}"' in text for text in texts), path.name
