"""The commands that are told how a crawl ended: what they get, and what their failure comes to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from extractors.errors import SettingsError
from flows.notify import notify
from flows.settings import Notify, Settings, read_settings

DONE = {"run_id": "20260101T020000Z-ab12", "status": "completed", "documents": 3}
FAILED = {**DONE, "status": "failed"}
NEEDS_SETSID = pytest.mark.skipif(shutil.which("setsid") is None, reason="no setsid here")


def test_a_command_gets_the_summary_and_one_for_failures_is_left_alone(tmp_path: Path) -> None:
    told = Notify(on_failure="cat > failed", on_every_run="cat > every")
    assert notify(Settings(tmp_path, notify=told), DONE) == []
    assert json.loads((tmp_path / "every").read_text()) == DONE
    assert not (tmp_path / "failed").exists()


@pytest.mark.parametrize("status", ["failed", "crashed", "completed_with_failures"])
def test_whatever_is_not_completed_is_a_failure(tmp_path: Path, status: str) -> None:
    settings = Settings(tmp_path, notify=Notify(on_failure="cat > failed"))
    assert notify(settings, {**DONE, "status": status}) == []
    assert json.loads((tmp_path / "failed").read_text())["status"] == status


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("echo no route >&2; exit 7", "ended with 7: no route"),
        ("sleep 60 & sleep 60", "did not end within 1 s"),
        pytest.param("setsid sleep 5", "did not end within 1 s", marks=NEEDS_SETSID),
        pytest.param("setsid sleep 5 & exit 0", "did not end within 1 s", marks=NEEDS_SETSID),
        ("no-such-command-here", "ended with 127: "),
        ("exit 1", "ended with 1"),
    ],
)
def test_its_failure_is_told_and_staged_and_nothing_more(
    tmp_path: Path, command: str, why: str
) -> None:
    settings = Settings(tmp_path, notify=Notify(on_failure=command, timeout_seconds=1))
    (failure,) = notify(settings, FAILED)
    assert why in failure
    (part,) = (tmp_path / "staging").rglob("issues.parquet")
    (row,) = parquet.read_table(part).to_pylist()
    assert (row["stage"], row["reason"]) == ("notify", "notification_failed")
    assert (row["run_id"], row["detail"]) == (DONE["run_id"], failure)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("notify = 'mail'", "notify must be a table, not 'mail'"),
        ("[notify]\non_fail = 'x'", "unknown key 'notify.on_fail'; known are on_failure"),
        ("[notify]\ntimeout_seconds = -1", "notify.timeout_seconds must not be negative"),
        ("[notify]\non_failure = 3", "notify.on_failure must be a text, not 3"),
    ],
)
def test_a_mistake_in_the_settings_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(SettingsError, match=message):
        read_settings(tmp_path)


def test_the_settings_say_whom_to_tell(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[notify]\non_failure = "cat"\non_every_run = ""\n')
    assert read_settings(tmp_path).notify == Notify(on_failure="cat")
