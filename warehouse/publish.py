"""The store, checked, as a new read-only snapshot that readers find at the next open."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from extractors.errors import WarehouseError
from warehouse.checks import Failure, run_checks
from warehouse.kept import refresh_kept
from warehouse.places import Places
from warehouse.reviews import import_reviews
from warehouse.stage import sync
from warehouse.store import open_store, transaction
from warehouse.views import install_views

__all__ = ["KEPT_SNAPSHOTS", "prune_snapshots", "publish"]

KEPT_SNAPSHOTS = 3
"""A reader that holds an old snapshot open keeps it even after it is pruned: the file stays on
disk until the last one closes it."""


def publish(home: Path, *, keep: int = KEPT_SNAPSHOTS, wait_seconds: float = 60.0) -> Path:
    """The new snapshot, which `warehouse.duckdb` now links to.

    Reviews come in first, views and kept answers are made anew, then every check runs. Raises
    WarehouseError, and leaves the published snapshot as it was, when a check fails: the message
    names each one.
    """
    with open_store(home, wait_seconds=wait_seconds) as store:
        with transaction(store):
            import_reviews(store, home)
            install_views(store)
            refresh_kept(store)
        failures = run_checks(store, _audited(store))
        if failures:
            raise WarehouseError(_refusal(failures))
        number = _record(store, home)
        store.execute("CHECKPOINT")
        store.close()
        snapshot = _copy(Places(home), number)
        _link(Places(home), snapshot)
        prune_snapshots(home, keep=keep)
    return snapshot


def _refusal(failures: tuple[Failure, ...]) -> str:
    reasons = "; ".join(map(str, failures))
    return f"not published, the last snapshot stands: {reasons}"


def _audited(store: duckdb.DuckDBPyConnection) -> int:
    row = store.execute("SELECT coalesce(max(load_id), 0) FROM raw.snapshots").fetchone()
    assert row
    return int(row[0])


def _record(store: duckdb.DuckDBPyConnection, home: Path) -> int:
    last = store.execute("SELECT coalesce(max(snapshot), 0) FROM raw.snapshots").fetchone()
    assert last
    number = max(int(last[0]), *_numbers(Places(home))) + 1
    store.execute(
        "INSERT INTO raw.snapshots SELECT ?, current_timestamp::TIMESTAMP, "
        "(SELECT coalesce(max(load_id), 0) FROM raw.parts)",
        [number],
    )
    return number


def _numbers(places: Places) -> tuple[int, ...]:
    if not places.snapshots.is_dir():
        return (0, 0)
    found = [int(folder.name) for folder in places.snapshots.iterdir() if folder.name.isdigit()]
    return (0, 0, *found)


def _copy(places: Places, number: int) -> Path:
    draft = places.snapshots / f".draft-{number}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    copied = draft / "warehouse.duckdb"
    shutil.copyfile(places.store, copied)
    copied.chmod(0o444)
    sync(copied)
    sync(draft)
    folder = places.snapshots / str(number)
    draft.rename(folder)
    sync(places.snapshots)
    return folder / "warehouse.duckdb"


def _link(places: Places, snapshot: Path) -> None:
    draft = places.home / f".warehouse-{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(snapshot.relative_to(places.home))
    draft.replace(places.published)
    sync(places.home)


def prune_snapshots(home: Path, *, keep: int = KEPT_SNAPSHOTS) -> tuple[str, ...]:
    """Names of the superseded snapshots that were removed, oldest first, drafts included.

    The published one and the newest `keep` stay, so that a reader who resolved the link a moment
    ago still finds its file.
    """
    places = Places(home)
    if not places.snapshots.is_dir():
        return ()
    folders = [folder for folder in places.snapshots.iterdir() if folder.name.isdigit()]
    folders.sort(key=lambda folder: int(folder.name))
    published = places.published.resolve().parent
    drafts = sorted(places.snapshots.glob(".draft-*"))
    gone = [*drafts, *(folder for folder in folders[: -max(keep, 1)] if folder != published)]
    for folder in gone:
        shutil.rmtree(folder)
    return tuple(folder.name for folder in gone)
