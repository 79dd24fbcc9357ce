"""Settings: file, then environment; every mistake names its key and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import SettingsError
from flows.settings import SETTINGS_TEMPLATE, home_folder, read_settings


def test_a_home_without_settings_has_the_defaults(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    assert settings.home == tmp_path
    assert settings.contact is None
    assert 1 <= settings.processes <= 4


def test_the_template_is_valid_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(SETTINGS_TEMPLATE)
    assert read_settings(tmp_path) == read_settings(tmp_path / "elsewhere").__class__(tmp_path)


def test_the_environment_overrides_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('contact = "a@example.org"\n')
    assert read_settings(tmp_path).contact == "a@example.org"
    monkeypatch.setenv("HEDGEROW_CONTACT", "b@example.org")
    assert read_settings(tmp_path).contact == "b@example.org"


def test_a_user_lexicon_is_looked_for_in_the_home(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('user_lexicon = "mine.csv"\n')
    assert read_settings(tmp_path).user_lexicon == tmp_path / "mine.csv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("contact = ", "not valid TOML"),
        ("contakt = 'x'", "unknown key 'contakt'; known are contact"),
        ("workers = 'two'", "workers must be a whole number, not 'two'"),
        ("workers = -1", "workers must not be negative"),
        ("workers = true", "workers must be a whole number, not True"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(SettingsError, match=message):
        read_settings(tmp_path)


def test_the_home_is_named_or_from_the_environment_or_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HEDGEROW_HOME", raising=False)
    assert home_folder(None) == tmp_path / "hedgerow-data"
    monkeypatch.setenv("HEDGEROW_HOME", str(tmp_path / "b"))
    assert home_folder(None) == tmp_path / "b"
    assert home_folder(Path("c")) == tmp_path / "c"
