"""The audit of pinned packages: loud about a hole, honest about what it could not ask."""

from __future__ import annotations

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.flows.chaos import Answer, chaos_site

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "audit"
pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="no .ci here: not a checkout")
HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}


@pytest.fixture
def audit() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("audit", str(SCRIPT))
    spec = importlib.util.spec_from_loader("audit", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def told(audit: Any, capsys: Any, answer: Answer, found: list[dict[str, Any]]) -> tuple[int, str]:
    """The exit code and the last line, with such a database and such findings."""
    audit.audited = lambda lock: found
    with chaos_site() as site:
        site.routes["/pip"] = answer
        audit.KNOWN = site.url + "/pip"
        code = audit.main()
    return code, capsys.readouterr().out.splitlines()[-1]


DATABASE = Answer(b'{"info": {}, "vulnerabilities": []}')


def test_a_hole_fails_and_is_named(audit: Any, capsys: Any) -> None:
    package = {"name": "a", "version": "1.0", "vulns": [HOLE]}
    sound = {"name": "b", "version": "1.0", "vulns": []}
    code, line = told(audit, capsys, DATABASE, [package, sound, {"name": "c", "skip_reason": "?"}])
    assert (code, line) == (1, "audited 2 of 3 pinned packages: 1 known holes")


def test_no_hole_passes(audit: Any, capsys: Any) -> None:
    sound = {"name": "b", "version": "1.0", "vulns": []}
    assert told(audit, capsys, DATABASE, [sound])[0] == 0


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"not here", 404), "cannot be asked (HTTP Error 404: Not Found)"),
        (Answer(b'{"info": {}}'), "tells of no vulnerabilities"),
        (DATABASE, "the database knows none of the packages"),
    ],
)
def test_what_could_not_be_asked_is_said_not_passed_over(
    audit: Any, capsys: Any, answer: Answer, reason: str
) -> None:
    code, line = told(audit, capsys, answer, [{"name": "a", "skip_reason": "not found"}])
    assert code == 0
    assert line.startswith("audit skipped: ")
    assert reason in line
