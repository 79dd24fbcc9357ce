"""The command line as a whole: help, usage errors, a place in the README for every command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from pyarrow.parquet import read_table

from flows.cli import app

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_without_a_command_it_shows_where_to_start(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    ran = hedgerow("--help", cwd=tmp_path, COLUMNS="80")
    assert ran.code == 0
    assert "hedgerow demo" in ran.out
    assert "..." not in ran.out.partition("Commands:")[2], "what a command does is cut short"
    for command in COMMANDS:
        assert command in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_a_place_in_the_readme(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    assert command.help
    for option in command.params:
        assert getattr(option, "help", None), f"{name} {option.name} has no help"
    assert re.search(rf"hedgerow (--home \S+ )?{name}\b", (ROOT / "README.md").read_text("utf-8"))


def test_an_unknown_command_or_option_is_a_usage_error(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    assert hedgerow("crawll", cwd=tmp_path).code == 2
    assert hedgerow("crawl", "--sauces", "x", cwd=tmp_path).code == 2


def test_init_writes_a_home_once_and_keeps_what_is_there(
    tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    assert hedgerow_here("--home", "h", "init", cwd=tmp_path).code == 0
    settings = tmp_path / "h" / "settings.toml"
    assert settings.stat().st_mode & 0o077 == 0, "it may hold an API key"
    settings.write_text('contact = "me@example.org"\n')
    again = hedgerow_here("init", "--home", "h", cwd=tmp_path)
    assert again.code == 0
    assert settings.read_text() == 'contact = "me@example.org"\n'
    assert (tmp_path / "h" / "sources.toml").exists()


def test_sql_says_clearly_that_there_is_nothing_yet_or_what_is_wrong(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    ran = hedgerow("sql", "select 1", cwd=tmp_path)
    assert ran.code == 2
    assert "hedgerow demo" in ran.complaint


@pytest.mark.parametrize("words", [("report",), ("status",), ("sql", "from claims")])
def test_whoever_reads_the_output_may_leave_early(demo: Any, words: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "flows", "--home", str(demo.home), *words]
    ran = subprocess.run(
        command,
        cwd=demo.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_malformed_sql_is_one_line(demo: Any, hedgerow_here: Callable[..., Any]) -> None:
    ran = hedgerow_here("--home", demo.home, "sql", "selec 1", cwd=demo.folder)
    assert ran.code == 2
    assert "selec" in ran.complaint
    ran = hedgerow_here("--home", demo.home, "sql", "select klaims from claims", cwd=demo.folder)
    assert ran.code == 2
    assert "klaims" in ran.complaint


@pytest.mark.parametrize("statement", ["delete from claims", "create table x (a int)"])
def test_sql_cannot_write(demo: Any, hedgerow_here: Callable[..., Any], statement: str) -> None:
    ran = hedgerow_here("--home", demo.home, "sql", statement, cwd=demo.folder)
    assert ran.code == 2


@pytest.mark.parametrize("format", ["table", "csv", "json", "parquet"])
def test_sql_formats(
    demo: Any, hedgerow_here: Callable[..., Any], tmp_path: Path, format: str
) -> None:
    target = tmp_path / "answer"
    words = ("--home", demo.home, "sql", "from sources", "--format", format, "-o", target)
    ran = hedgerow_here(*words, cwd=tmp_path)
    assert ran.code == 0, ran.err
    told = str(read_table(target).to_pydict()) if format == "parquet" else target.read_text()
    assert "wellness-wave" in told


def test_the_analysts_own_file_can_be_joined(
    demo: Any, hedgerow_here: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("source,trust\nwellness-wave,low\n")
    query = "select trust from sources join 'mine.csv' using (source)"
    ran = hedgerow_here("--home", demo.home, "sql", query, "--format", "csv", cwd=tmp_path)
    assert ran.out.split() == ["trust", "low"]


def test_status_shows_sources_runs_and_issues(demo: Any, hedgerow: Callable[..., Any]) -> None:
    ran = hedgerow("--home", demo.home, "--json", "status", cwd=demo.folder)
    assert ran.code == 0, ran.err
    assert {row["source"] for row in ran.json["sources"]} >= {"wellness-wave", "daily-ledger"}
    assert ran.json["runs"][0]["documents"] == 6
    assert ran.json["issues"][0]["source"] == "daily-ledger"
    assert "404" in ran.json["issues"][0]["detail"]
    told = hedgerow("--home", demo.home, "status", cwd=demo.folder).out
    assert "HTTP 404 File not found" in told
    assert ran.json["runs"][0]["run_id"] in told


@pytest.mark.parametrize("words", [["--help"], ["sql", "select 1", "--home", "{home}"]])
def test_what_is_asked_often_loads_nothing_heavy(words: list[str], demo: Any) -> None:
    named = [word.format(home=demo.home) for word in words]
    script = (
        "import sys\nfrom flows.cli import app\n"
        "try:\n    app(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert not end.code, end\n"
        "found = {'prefect', 'spacy', 'httpx', 'trafilatura', 'sqlalchemy'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(found)) or 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *named], capture_output=True, text=True, cwd=ROOT
    )
    assert (ran.returncode, ran.stderr) == (0, "")
