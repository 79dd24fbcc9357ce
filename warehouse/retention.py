"""Taking things out: one page for good, or whatever is older than the settings keep."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.columns import READING_TABLES
from warehouse.history import refresh_history
from warehouse.kept import drop_kept
from warehouse.load import load_parts
from warehouse.moments import now
from warehouse.places import Places
from warehouse.publish import KEPT_SNAPSHOTS, prune_snapshots, publish
from warehouse.reviews import open_reviews
from warehouse.stage import staged_parts, sync
from warehouse.store import STORAGE, open_store, transaction

__all__ = ["Forgotten", "Pruned", "forget", "forgotten_urls", "prune"]

_OF_A_PAGE = [name for name in READING_TABLES if name not in ("documents", "captures", "texts")]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out with one address."""

    url: str
    documents: int
    claims: int
    flags: int
    parts: int
    """Staged parts that were rewritten without it."""
    archive_records: tuple[tuple[str, int], ...]
    """File and byte offset of each response, for the archive's owner to take out."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What `prune` removed."""

    snapshots: tuple[str, ...]
    parts: int


def forget(home: Path, url: str) -> Forgotten:
    """What was taken out: every version, its rows, staged parts, reviews and old snapshots.

    The store and the new snapshot are written anew, so that no freed block keeps the words. The
    address is remembered: a part that still brings it is loaded without it.
    """
    load_parts(home)
    with open_store(home) as store:
        with transaction(store):
            counts, documents, records = _take_out(store, url)
        _drop_reviews(home, documents)
        parts = sum(_rewrite(part, url, documents) for part in staged_parts(Places(home).staging))
        for part in staged_parts(Places(home).quarantine):
            _rewrite_or_remove(part, url, documents)
        _rewrite_store(store, Places(home))
    publish(home, keep=1)
    return Forgotten(url, *counts, parts, records)


def forgotten_urls(home: Path) -> frozenset[str]:
    """Every address that must not be fetched again."""
    if not Places(home).store.exists():
        return frozenset()
    with open_store(home) as store:
        rows = store.execute("SELECT url FROM raw.forgotten").fetchall()
    return frozenset(url for (url,) in rows)


def prune(
    home: Path, *, keep_snapshots: int = KEPT_SNAPSHOTS, keep_staging_days: int = 30
) -> Pruned:
    """What went: superseded snapshots, and staged parts that have long been in the store."""
    staging = Places(home).staging
    with open_store(home) as store:
        # Under the lock: a draft that is there now is nobody's.
        snapshots = prune_snapshots(home, keep=keep_snapshots)
        rows = store.execute(
            "SELECT part FROM raw.parts WHERE loaded_at <= ?",
            [now() - timedelta(days=keep_staging_days)],
        ).fetchall()
    old = {part for (part,) in rows}
    gone = [part for part in staged_parts(staging) if part.name in old]
    for part in gone:
        shutil.rmtree(part)
    for folder in sorted({part.parent for part in gone}):
        if not any(folder.iterdir()):
            folder.rmdir()
    return Pruned(snapshots, len(gone))


def _take_out(
    store: duckdb.DuckDBPyConnection, url: str
) -> tuple[tuple[int, int, int], frozenset[str], tuple[tuple[str, int], ...]]:
    store.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT DISTINCT document_id, text_sha256 "
        "FROM raw.documents WHERE url = ?",
        [url],
    )
    records = store.execute(
        "SELECT DISTINCT archive_file, archive_offset FROM (SELECT url, archive_file, "
        "archive_offset FROM raw.captures UNION ALL SELECT url, archive_file, archive_offset "
        "FROM raw.fetches) WHERE url = ? AND archive_file IS NOT NULL ORDER BY ALL",
        [url],
    ).fetchall()
    _prepare_history(store)
    found = "document_id IN (SELECT document_id FROM gone)"
    counts = {table: _delete(store, table, found) for table in ("documents", *_OF_A_PAGE)}
    _delete(store, "reviews", found)
    for table in ("captures", "fetches", "issues"):
        store.execute(f"DELETE FROM raw.{table} WHERE url = ?", [url])
    _delete(store, "texts", "text_sha256 NOT IN (SELECT text_sha256 FROM raw.documents)")
    refresh_history(store)
    store.execute("DELETE FROM raw.forgotten WHERE url = ?", [url])
    store.execute("INSERT INTO raw.forgotten VALUES (?, current_timestamp::TIMESTAMP)", [url])
    documents = store.execute("SELECT document_id FROM gone").fetchall()
    summary = (counts["documents"], counts["claims"], counts["flags"])
    return summary, frozenset(name for (name,) in documents), tuple(records)


def _prepare_history(store: duckdb.DuckDBPyConnection) -> None:
    """The temp tables of `refresh_history`, for the other pages that tell the same story."""
    store.execute(
        "CREATE OR REPLACE TEMP TABLE staged_captures AS SELECT document_id, extractor_version, "
        "url, fetched_at FROM raw.documents WHERE text_sha256 IN (SELECT text_sha256 FROM gone "
        "UNION SELECT b FROM raw.twins WHERE a IN (SELECT text_sha256 FROM gone) "
        "UNION SELECT a FROM raw.twins WHERE b IN (SELECT text_sha256 FROM gone))"
    )
    store.execute("CREATE OR REPLACE TEMP TABLE accepted AS FROM staged_captures WHERE false")


def _delete(store: duckdb.DuckDBPyConnection, table: str, where: str) -> int:
    row = store.execute(f"DELETE FROM raw.{table} WHERE {where}").fetchone()
    return int(row[0]) if row else 0


def _drop_reviews(home: Path, documents: Iterable[str]) -> None:
    if not Places(home).reviews.is_file():
        return
    with open_reviews(home) as reviews:
        with reviews:
            reviews.executemany(
                "DELETE FROM events WHERE document_id = ?", [(name,) for name in documents]
            )
        reviews.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        reviews.execute("VACUUM")


def _rewrite(part: Path, url: str, documents: frozenset[str]) -> bool:
    """True when the part held the page, and is now the same part without it."""
    tables = {path.name: pq.read_table(path) for path in sorted(part.glob("*.parquet"))}
    kept = {name: _without(table, url, documents) for name, table in tables.items()}
    if all(kept[name].num_rows == tables[name].num_rows for name in tables):
        return False
    hashes = kept["documents.parquet"]["text_sha256"] if "documents.parquet" in kept else None
    if "texts.parquet" in kept and hashes is not None:
        texts = kept["texts.parquet"]
        kept["texts.parquet"] = texts.filter(pc.is_in(texts["text_sha256"], hashes))
    draft = part.with_name(f".draft-{part.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for name, table in kept.items():
        pq.write_table(table, draft / name, compression="zstd")
        sync(draft / name)
    shutil.rmtree(part)
    draft.rename(part)
    sync(part.parent)
    return True


def _rewrite_or_remove(part: Path, url: str, documents: frozenset[str]) -> None:
    """None; a part that cannot be read cannot be shown to be free of the page."""
    try:
        _rewrite(part, url, documents)
    except (pa.ArrowInvalid, OSError):
        shutil.rmtree(part)


def _without(table: pa.Table, url: str, documents: frozenset[str]) -> pa.Table:
    for column, values in (("document_id", sorted(documents)), ("url", [url])):
        if column in table.column_names:
            listed = pa.array(values, pa.string())
            table = table.filter(pc.invert(pc.is_in(table[column], listed)))
    return table


def _rewrite_store(store: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Leaves the store closed and replaced by a copy without freed blocks."""
    fresh = places.store.with_name("store.new")
    fresh.unlink(missing_ok=True)
    for schema, view in store.execute(
        "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall():
        store.execute(f'DROP VIEW {schema}."{view}"')
    drop_kept(store)
    store.execute("DELETE FROM raw.installed")
    store.execute(f"ATTACH '{str(fresh).replace(chr(39), chr(39) * 2)}' AS fresh "
                  f"(STORAGE_VERSION '{STORAGE}')")  # fmt: skip
    store.execute("COPY FROM DATABASE store TO fresh")
    store.execute("DETACH fresh")
    store.close()
    sync(fresh)
    for wal in places.store.parent.glob("store.*.wal"):
        wal.unlink()
    fresh.replace(places.store)
    sync(places.store.parent)
