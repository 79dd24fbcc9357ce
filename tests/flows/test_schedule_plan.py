"""When a plan is due, what it may say, and the unit file that keeps it running."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from flows.plan import Plan, Standing, is_scheduled, read_standing, schedule_lock
from flows.systemd import unit_file

PLAN = Plan("30 1 * * *", "Europe/London", Path("/etc/mine.toml"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-06-01T12:00", ["2026-06-02T00:30", "2026-06-03T00:30"]),  # summer time
        ("2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),  # it ends
        ("2026-03-28T12:00", ["2026-03-29T01:30", "2026-03-30T00:30"]),  # it begins
        ("2026-01-05T01:30", ["2026-01-06T01:30", "2026-01-07T01:30"]),  # that moment itself
    ],
)
def test_a_plan_is_due_by_the_clock_on_the_wall(after: str, due: list[str]) -> None:
    assert list(islice(PLAN.times(at(after)), 2)) == [at(moment) for moment in due]


@pytest.mark.parametrize(
    ("after", "before", "missed"),
    [
        ("2026-01-05T01:30", "2026-01-12T01:30", 6),
        ("2026-01-05T01:30", "2026-01-06T01:00", 0),
        ("2026-01-05T01:29", "2026-01-05T01:31", 1),
    ],
)
def test_missed_moments_are_those_between(after: str, before: str, missed: int) -> None:
    assert PLAN.missed(at(after), at(before)) == missed


def test_what_a_home_remembers_of_its_schedule_comes_back(tmp_path: Path) -> None:
    assert read_standing(tmp_path) is None
    moment = at("2026-01-05T01:30")
    standing = Standing(PLAN, "http://127.0.0.1:8438", True, 7, moment, moment)
    standing.write(tmp_path)
    assert read_standing(tmp_path) == standing
    (tmp_path / "schedule.json").write_text('{"plan": 3}')
    assert read_standing(tmp_path) is None


def test_a_home_is_scheduled_while_the_lock_is_held(tmp_path: Path) -> None:
    assert not is_scheduled(tmp_path)
    with schedule_lock(tmp_path):
        assert is_scheduled(tmp_path)
    assert not is_scheduled(tmp_path)


def test_systemd_accepts_the_unit_whatever_the_names(tmp_path: Path) -> None:
    home = tmp_path / 'a home, 50% "new" $x'
    home.mkdir()
    plan = Plan("*/5 1-3 * * 1-5", "UTC", home / "sources.toml", ("my blog",), 3, makes_up=False)
    text = unit_file(home, plan, ["--port", "9000"])
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    program, rest = values["ExecStart"].split(" ", 1)
    assert Path(program).is_absolute()
    escaped = str(home).replace("%", "%%").replace("$", "$$").replace('"', '\\"')
    assert f'--home "{escaped}" schedule --cron "*/5 1-3 * * 1-5"' in rest
    assert rest.endswith('--only "my blog" --limit 3 --no-catch-up --port 9000')
    assert (values["Restart"], values["KillMode"]) == ("always", "mixed")
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    unit = tmp_path / "hedgerow-test.service"
    unit.write_text(text)
    ran = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--cron", "at night"], "--cron 'at night': not a cron line; write minute, hour"),
        (["--cron", "0 0 30 2 *"], "--cron '0 0 30 2 *': no day is like that"),
        (["--timezone", "Mars/Olympus"], "--timezone 'Mars/Olympus': no such zone"),
        (["--only", "b"], "no source 'b'; it has a"),
        (["--sources", "none.toml"], "none.toml: no such catalogue"),
        (["--server", "http://127.0.0.1:9"], "--server http://127.0.0.1:9: no Prefect server"),
    ],
)
def test_a_mistake_is_told_before_anything_starts(
    tmp_path: Path, hedgerow: Callable[..., Any], words: list[str], complaint: str
) -> None:
    row = '[[source]]\nname = "a"\nadapter = "files"\nurls = ["*.txt"]\n'
    (tmp_path / "sources.toml").write_text(row)
    ran = hedgerow("--home", ".", "schedule", *words, cwd=tmp_path)
    assert ran.code == 2
    assert complaint in ran.complaint


def test_status_tells_of_a_schedule_that_does_not_run(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    long_ago = at("2026-01-05T01:30")
    Standing(PLAN, "http://127.0.0.1:9", True, 7, long_ago, long_ago).write(tmp_path)
    ran = hedgerow("--home", ".", "status", cwd=tmp_path)
    assert ran.code == 0
    assert "not running; " in ran.out
    assert " missed; `hedgerow schedule` starts it, cron 30 1 * * * (Europe/London)" in ran.out
