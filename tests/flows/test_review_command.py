"""`hedgerow review` and `export --reviews` as their user runs them."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
Hedgerow = Callable[..., Any]


@pytest.mark.parametrize("more", [(), ("--host", "example.test")])
def test_without_a_warehouse_it_says_what_to_do_and_makes_nothing(
    hedgerow: Hedgerow, tmp_path: Path, more: tuple[str, ...]
) -> None:
    ran = hedgerow("review", *more, cwd=tmp_path)
    assert ran.code == 2
    assert "hedgerow demo" in ran.complaint
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_taken_is_named(demo: Any, hedgerow: Hedgerow, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = hedgerow("--home", demo.home, "review", "--port", port, cwd=tmp_path)
    assert ran.code == 2
    assert f"--port {port}" in ran.complaint


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--reviewer", "x" * 50), "1 to 40"),
        (("--reviewer", ""), "1 to 40"),
        (("--host", "no.such.invalid"), "no.such.invalid"),
    ],
)
def test_bad_words_are_one_line(
    demo: Any, hedgerow: Hedgerow, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    ran = hedgerow("--home", demo.home, "review", *words, cwd=tmp_path)
    assert ran.code == 2
    assert complaint in ran.complaint


def test_elsewhere_it_prints_a_link_with_a_token_and_serves_the_kept_copy(demo: Any) -> None:
    words = [sys.executable, "-m", "flows", "--home", str(demo.home), "--json", "review"]
    process = subprocess.Popen(
        [*words, "--host", "0.0.0.0", "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    told = json.loads(process.stdout.readline())
    port, token = told["url"].rsplit(":", 1)[1].split("/?token=")
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as client:
        assert client.get("/").status_code == 401
        page = client.get(f"/?token={token}")
        assert "Hedgerow" in page.text
        place = page.text.index("/kept/")
        copy = client.get(page.text[place : page.text.index('"', place)])
        assert copy.headers["content-security-policy"].startswith("sandbox;")
        assert "<html" in copy.text
    process.send_signal(signal.SIGINT)
    _, warned = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "unencrypted" in warned


def test_an_export_of_no_verdict_is_empty_and_well(
    demo: Any, hedgerow_here: Hedgerow, tmp_path: Path
) -> None:
    ran = hedgerow_here("--home", demo.home, "--json", "export", "out", "--reviews", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert (ran.json["lines"], ran.json["sentences"]) == (0, 0)
    assert (tmp_path / "out" / "reviews.jsonl").read_text() == ""
    again = hedgerow_here("--home", demo.home, "export", "out", "--reviews", cwd=tmp_path)
    assert again.code == 2
    assert "not empty" in again.complaint
