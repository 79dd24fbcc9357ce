"""Settings, read once at the edge: the home's `settings.toml`, overridden by the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractors.errors import SettingsError

DEFAULT_HOME = Path("hedgerow-data")
_ENVIRONMENT = {
    "HEDGEROW_CONTACT": "contact",
    "HEDGEROW_NCBI_API_KEY": "ncbi_api_key",
}


@dataclass(frozen=True, slots=True)
class Notify:
    """Whom to tell how a crawl ended: commands for `/bin/sh`, the summary as JSON on stdin."""

    on_failure: str | None = None
    """Run when a source, the crawl, or its process failed."""
    on_every_run: str | None = None
    """Run after every crawl."""
    timeout_seconds: int = 60
    """How long a command may take before it is ended."""


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
    notify: Notify = Notify()
    """Whom to tell how a crawl ended."""

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
    "notify": dict,
}
_NOTIFY_TYPES: Mapping[str, type] = {
    "on_failure": str,
    "on_every_run": str,
    "timeout_seconds": int,
}


_NAMES = {str: "a text", int: "a whole number", dict: "a table"}


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
        _check(path, key, value, _TYPES)
    if told := rows.get("notify"):
        for key, value in told.items():
            _check(path, key, value, _NOTIFY_TYPES, "notify.")
        rows["notify"] = Notify(**_filled(told))
    settings = replace(Settings(home), **_filled(rows))
    overrides = {
        key: os.environ[name] for name, key in _ENVIRONMENT.items() if os.environ.get(name)
    }
    if settings.user_lexicon:
        overrides["user_lexicon"] = home / settings.user_lexicon  # type: ignore[assignment]
    return replace(settings, **overrides)  # type: ignore[arg-type]


def exposed_key(home: Path) -> str | None:
    """What to tell where others of this machine can read a key in settings.toml; None if not.

    A home that its owner alone may enter hides whatever it holds.
    """
    path = home / "settings.toml"
    if not path.exists() or not (home.stat().st_mode & 0o011 and path.stat().st_mode & 0o044):
        return None
    if not tomllib.loads(path.read_text("utf-8")).get("ncbi_api_key"):
        return None
    return f"{path} holds a key and others of this machine can read it; run: chmod 600 {path}"


def _filled(rows: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rows.items() if value not in ("", {})}


def _check(
    path: Path, key: str, value: object, types: Mapping[str, type], within: str = ""
) -> None:
    expected = types.get(key)
    if expected is None:
        raise SettingsError(f"{path}: unknown key {within + key!r}; known are {', '.join(types)}")
    if not isinstance(value, expected) or isinstance(value, bool):
        told = "what it is" if key.endswith("_key") else repr(value)  # no secret in a log
        raise SettingsError(f"{path}: {within}{key} must be {_NAMES[expected]}, not {told}")
    if isinstance(value, int) and value < 0:
        raise SettingsError(f"{path}: {within}{key} must not be negative")


SETTINGS_TEMPLATE = """\
# Hedgerow settings. Every key may be left out. Environment variables
# HEDGEROW_CONTACT and HEDGEROW_NCBI_API_KEY override what stands here.

# Who runs this crawler: an e-mail address or a URL. It is sent with every request,
# and a crawl of anything but your own machine does not start without it.
contact = ""

# An API key of the NCBI raises PubMed's limit from 3 to 10 requests a second.
ncbi_api_key = ""

# Your own drugs, conditions, scales and the like: a .toml or .csv file, relative to this
# folder, that adds to what Hedgerow knows. A row with the id of a known concept replaces it.
#     [[concept]]
#     concept_id = "HEDGEROW:glee-scale"  # or HGNC, UNIPROT, RXNORM, ATC, MESH, CHEMBL, NCBIGENE
#     name = "Glee Scale"
#     type = "outcome_measure"            # or drug, drug_class, cytokine, receptor, biomarker,
#                                         # condition, symptom, adverse_event, procedure, population
#     synonyms = ["GS-9", "=GLEE"]        # = is matched in these capitals alone
#     lower_is_better = false             # of measures and biomarkers
#     # xrefs, classes, targets: lists of ids (a drug's class, the cytokine that it acts on)
# A .csv file has these keys as columns and | between the items of a list. Pages read before
# it changed are read again by `hedgerow reextract`.
user_lexicon = ""

# What `hedgerow prune` leaves.
keep_snapshots = 3
# keep_archive_days = 365

# Reading processes; 0 means one for each core, at most four.
workers = 0

# Commands that tell you how a crawl ended; each gets the summary as JSON on its stdin.
# on_failure runs when a source, the crawl or its process failed.
[notify]
# on_failure = "mail -s 'Hedgerow: a crawl failed' you@example.org"
# on_every_run = "cat >> crawls.jsonl"
# timeout_seconds = 60
"""
