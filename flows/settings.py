"""Settings, read once at the edge: the home's `settings.toml`, overridden by the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from extractors.errors import SettingsError

DEFAULT_HOME = Path("hedgerow-data")
_ENVIRONMENT = {
    "HEDGEROW_CONTACT": "contact",
    "HEDGEROW_NCBI_API_KEY": "ncbi_api_key",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a home can be told."""

    home: Path
    """The folder that holds all state."""
    contact: str | None = None
    """An e-mail address or URL, sent with every request, so that a site can reach you."""
    ncbi_api_key: str | None = None
    """Raises PubMed's limit from 3 to 10 requests a second."""
    user_lexicon: Path | None = None
    """Your own lexicon rows (TOML or CSV), relative to the home."""
    keep_snapshots: int = 3
    """How many published copies of the warehouse `hedgerow prune` leaves."""
    keep_archive_days: int | None = None
    """After how many days archived pages go; none: they stay."""
    workers: int = 0
    """Reading processes; 0: one for each core, at most four."""

    @property
    def processes(self) -> int:
        """How many processes read pages side by side."""
        return self.workers or min(4, os.cpu_count() or 1)


_TYPES: Mapping[str, type] = {
    "contact": str,
    "ncbi_api_key": str,
    "user_lexicon": str,
    "keep_snapshots": int,
    "keep_archive_days": int,
    "workers": int,
}


_NAMES = {str: "a text", int: "a whole number"}


def home_folder(named: Path | None) -> Path:
    """The home: the one named on the command line, else HEDGEROW_HOME, else ./hedgerow-data."""
    return (named or Path(os.environ.get("HEDGEROW_HOME") or DEFAULT_HOME)).expanduser().resolve()


def read_settings(home: Path) -> Settings:
    """The settings of a home; SettingsError names the key and the mend."""
    path = home / "settings.toml"
    rows: dict[str, Any] = {}
    if path.exists():
        try:
            rows = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: not valid TOML ({error})") from error
    for key, value in rows.items():
        _check(path, key, value)
    settings = replace(Settings(home), **{key: value for key, value in rows.items() if value != ""})
    overrides = {
        key: os.environ[name] for name, key in _ENVIRONMENT.items() if os.environ.get(name)
    }
    if settings.user_lexicon:
        overrides["user_lexicon"] = home / settings.user_lexicon  # type: ignore[assignment]
    return replace(settings, **overrides)  # type: ignore[arg-type]


def _check(path: Path, key: str, value: object) -> None:
    expected = _TYPES.get(key)
    if expected is None:
        known = ", ".join(field.name for field in fields(Settings) if field.name != "home")
        raise SettingsError(f"{path}: unknown key {key!r}; known are {known}")
    if not isinstance(value, expected) or isinstance(value, bool):
        raise SettingsError(f"{path}: {key} must be {_NAMES[expected]}, not {value!r}")
    if isinstance(value, int) and value < 0:
        raise SettingsError(f"{path}: {key} must not be negative")


SETTINGS_TEMPLATE = """\
# Hedgerow settings. Every key may be left out. Environment variables
# HEDGEROW_CONTACT and HEDGEROW_NCBI_API_KEY override what stands here.

# Who runs this crawler: an e-mail address or a URL. It is sent with every request,
# and a crawl of anything but your own machine does not start without it.
contact = ""

# An API key of the NCBI raises PubMed's limit from 3 to 10 requests a second.
ncbi_api_key = ""

# Your own drugs, cytokines and conditions (TOML or CSV), relative to this folder.
user_lexicon = ""

# What `hedgerow prune` leaves.
keep_snapshots = 3
# keep_archive_days = 365

# Reading processes; 0 means one for each core, at most four.
workers = 0
"""
