"""The audit of pinned packages: loud about a hole, honest about what it could not ask."""

from __future__ import annotations

import importlib.machinery
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "audit"
pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="no .ci here: not a checkout")
Package = dict[str, Any]
HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}


@pytest.fixture
def audit() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("audit", str(SCRIPT))
    spec = importlib.util.spec_from_loader("audit", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def told(audit: Any, capsys: Any, answer: Callable[[Path], list[Package]]) -> tuple[int, str]:
    """The exit code and the last line, where pip-audit answers so."""
    audit.audited = answer
    code = audit.main()
    return code, capsys.readouterr().out.splitlines()[-1]


SOUND = {"name": "b", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


def test_a_hole_fails_and_is_named(audit: Any, capsys: Any) -> None:
    package = {"name": "a", "version": "1.0", "vulns": [HOLE]}
    code, line = told(audit, capsys, lambda lock: [package, SOUND, UNKNOWN])
    assert (code, line) == (1, "audited 2 of 3 pinned packages: 1 known holes")


def test_no_hole_passes(audit: Any, capsys: Any) -> None:
    assert told(audit, capsys, lambda lock: [SOUND])[0] == 0


def test_an_unknowing_database_is_said_not_passed_over(audit: Any, capsys: Any) -> None:
    told_of_it = "audit skipped: the database knows none of the packages"
    assert told(audit, capsys, lambda lock: [UNKNOWN]) == (0, told_of_it)


def test_a_silent_database_is_said_not_passed_over(audit: Any, capsys: Any) -> None:
    def silent(lock: Path) -> list[Package]:
        raise RuntimeError("could not connect")

    assert told(audit, capsys, silent) == (0, "audit skipped: pip-audit: could not connect")


def test_a_lock_that_cannot_be_read_gives_no_answer(audit: Any, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        audit.audited(tmp_path / "none.lock")
