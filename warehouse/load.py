"""Staged parts into the store: one transaction, and loading twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from extractors.errors import WarehouseError
from extractors.model import Concept
from warehouse.checks import run_checks
from warehouse.columns import CONCEPTS, READING_TABLES, SCHEMAS
from warehouse.history import refresh_history
from warehouse.places import Places
from warehouse.quarantine import BROKEN, UnfitParts, record_unfit, set_aside
from warehouse.stage import staged_parts
from warehouse.store import open_store, transaction
from warehouse.studies import link_studies
from warehouse.study_traits import link_tellings

__all__ = ["LoadCounts", "load_concepts", "load_parts"]

_CHILDREN = tuple(name for name in READING_TABLES if name not in ("documents", "captures", "texts"))
_MERGED = {"sources": ("name",), "runs": ("run_id",), "source_runs": ("run_id", "source")}
_APPENDED = ("fetches", "issues", "captures")


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What one load added to the store; all zero when nothing was new."""

    parts: int = 0
    documents: int = 0
    sentences: int = 0
    mentions: int = 0
    claims: int = 0
    flags: int = 0
    fetches: int = 0
    issues: int = 0

    def __add__(self, other: LoadCounts) -> LoadCounts:
        mine, others = asdict(self), asdict(other)
        return LoadCounts(**{name: mine[name] + others[name] for name in mine})


def load_parts(home: Path, run_id: str | None = None, *, wait_seconds: float = 60.0) -> LoadCounts:
    """What was added from every staged part that is not in the store yet, or from one run's.

    All of it is one transaction: after `kill -9` the store is as before, and the parts are still
    there to be loaded again. A part whose rows do not fit is set aside, with an issue for each of
    its pages, and the others are loaded. Raises WarehouseError when the store is busy or broken.
    """
    with open_store(home, wait_seconds=wait_seconds) as store:
        parts = _waiting(store, staged_parts(Places(home).staging), run_id)
        if not parts:
            return LoadCounts()
        try:
            return _load_fitting(store, parts)
        except (UnfitParts, *BROKEN):
            counts = (_load_or_set_aside(store, Places(home), part) for part in parts)
            return sum(counts, start=LoadCounts())


def _load_fitting(store: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> LoadCounts:
    """What was added; UnfitParts, and nothing added, where checks fail that held before."""
    with transaction(store):
        load = _Load(store, parts)
        last = load.number() - 1
        counts = load.run()
        failures = run_checks(store, last, between_rows_only=True)
        if failures:
            raise UnfitParts(failures)
        return counts


def _load_or_set_aside(store: duckdb.DuckDBPyConnection, places: Places, part: Path) -> LoadCounts:
    try:
        return _load_fitting(store, [part])
    except (UnfitParts, *BROKEN) as error:
        if isinstance(error, UnfitParts) and run_checks(store, between_rows_only=True):
            raise WarehouseError(f"the store itself fails its checks: {error}") from error
        why = " ".join(str(error).split())
    with transaction(store):
        issues = record_unfit(store, part, why)
    set_aside(places, part)
    return LoadCounts(issues=issues)


def load_concepts(home: Path, concepts: Iterable[Concept]) -> int:
    """How many concepts the lexicon now has in the store; those only texts name are kept."""
    found = pa.Table.from_pylist([asdict(concept) for concept in concepts], schema=CONCEPTS)
    with open_store(home) as store, transaction(store):
        store.execute("DELETE FROM raw.concepts WHERE in_lexicon")
        store.register("lexicon", found)
        store.execute("INSERT INTO raw.concepts BY NAME SELECT *, true AS in_lexicon FROM lexicon")
        store.execute(
            "DELETE FROM raw.concepts WHERE NOT in_lexicon AND concept_id IN "
            "(SELECT concept_id FROM raw.concepts WHERE in_lexicon)"
        )
        store.unregister("lexicon")
    return int(found.num_rows)


def _waiting(
    store: duckdb.DuckDBPyConnection, parts: Iterable[Path], run_id: str | None
) -> list[Path]:
    loaded = {part for (part,) in store.execute("SELECT part FROM raw.parts").fetchall()}
    return [
        part
        for part in parts
        if part.name not in loaded and (run_id is None or part.parent.name == run_id)
    ]


@dataclass(frozen=True, slots=True)
class _Load:
    """One load, table by table; `s` is the staged side of every statement."""

    store: duckdb.DuckDBPyConnection
    parts: Sequence[Path]

    def run(self) -> LoadCounts:
        load_id = self.number()
        self._accept()
        documents = self._add_documents(load_id)
        self._add_texts()
        added = {name: self._add_children(name) for name in _CHILDREN}
        added |= {name: self._append(name) for name in _APPENDED}
        for name, key in _MERGED.items():
            self._merge(name, key)
        self._meet_concepts()
        refresh_history(self.store)
        link_studies(self.store)
        link_tellings(self.store)
        self._record(load_id)
        counted = ("sentences", "mentions", "claims", "flags", "fetches", "issues")
        counts = {name: added[name] for name in counted}
        return LoadCounts(parts=len(self.parts), documents=documents, **counts)

    def number(self) -> int:
        """What this load is counted as, from 1."""
        row = self.store.execute("SELECT coalesce(max(load_id), 0) + 1 FROM raw.parts").fetchone()
        assert row
        return int(row[0])

    def _staged(self, name: str) -> str | None:
        files = [str(path) for part in self.parts if (path := part / f"{name}.parquet").is_file()]
        if not files:
            return None
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        return f"read_parquet([{listed}], filename = true)"

    def _changed(self, sql: str) -> int:
        row = self.store.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def _accept(self) -> None:
        """Temp table `accepted`: the new readings, each with the part that it is taken from.

        `staged_captures` holds every reading that was staged, also those known before.
        """
        captures = self._staged("captures")
        documents = self._staged("documents")
        empty = "SELECT * EXCLUDE (run_id), '' AS filename FROM raw.captures WHERE false"
        self.store.execute(
            "CREATE OR REPLACE TEMP TABLE staged_captures AS "
            + (f"SELECT * EXCLUDE (run_id) FROM {captures}" if captures else empty)
        )
        self.store.execute(
            "CREATE OR REPLACE TEMP TABLE accepted AS "
            "SELECT document_id, extractor_version, url, "
            "min(fetched_at) AS fetched_at, "
            "parse_dirpath(arg_min(filename, (fetched_at, filename))) AS part "
            f"FROM {documents or 'staged_captures'} s "
            "WHERE NOT EXISTS (SELECT 1 FROM raw.documents d WHERE "
            "d.document_id = s.document_id AND d.extractor_version = s.extractor_version) "
            "AND NOT EXISTS (SELECT 1 FROM raw.forgotten f WHERE f.url = s.url) GROUP BY ALL"
        )

    def _add_documents(self, load_id: int) -> int:
        staged = self._staged("documents")
        if staged is None:
            return 0
        self.store.execute(
            "INSERT INTO raw.extractors SELECT v, m + row_number() OVER (ORDER BY v) FROM "
            "(SELECT DISTINCT extractor_version AS v FROM accepted), "
            "(SELECT coalesce(max(ordinal), 0) AS m FROM raw.extractors) "
            "WHERE v NOT IN (SELECT extractor_version FROM raw.extractors)"
        )
        return self._changed(
            "INSERT INTO raw.documents BY NAME SELECT s.* EXCLUDE (filename), "
            f"{load_id} AS load_id, s.fetched_at AS first_seen, s.fetched_at AS last_seen, "
            "1 AS version, true AS is_current, true AS is_counted "
            f"FROM {staged} s {self._chosen('documents')}"
        )

    def _chosen(self, name: str) -> str:
        return (
            "JOIN accepted a ON a.document_id = s.document_id AND "
            "a.extractor_version = s.extractor_version AND "
            f"s.filename = a.part || '/{name}.parquet'"
        )

    def _add_texts(self) -> None:
        staged = self._staged("texts")
        if staged is not None:
            self.store.execute(
                "INSERT INTO raw.texts SELECT text_sha256, any_value(text) FROM "
                f"{staged} s WHERE text_sha256 IN (SELECT text_sha256 FROM raw.documents) "
                "AND text_sha256 NOT IN (SELECT text_sha256 FROM raw.texts) GROUP BY text_sha256"
            )

    def _add_children(self, name: str) -> int:
        staged = self._staged(name)
        if staged is None:
            return 0
        extra = ", a.fetched_at AS first_seen, true AS is_new"
        return self._changed(
            f"INSERT INTO raw.{name} BY NAME SELECT s.* EXCLUDE (filename)"
            f"{extra if name in ('claims', 'flags') else ''} FROM {staged} s {self._chosen(name)}"
        )

    def _append(self, name: str) -> int:
        staged = self._staged(name)
        if staged is None:
            return 0
        columns = ", ".join(SCHEMAS[name].names)
        same = " AND ".join(f"t.{c} IS NOT DISTINCT FROM s.{c}" for c in SCHEMAS[name].names)
        return self._changed(
            f"INSERT INTO raw.{name} BY NAME SELECT DISTINCT {columns} FROM {staged} s "
            f"WHERE NOT EXISTS (SELECT 1 FROM raw.{name} t WHERE {same}) "
            "AND NOT EXISTS (SELECT 1 FROM raw.forgotten f WHERE f.url = s.url)"
        )

    def _merge(self, name: str, key: tuple[str, ...]) -> None:
        staged = self._staged(name)
        if staged is None:
            return
        latest = "finished_at DESC NULLS LAST" if name == "runs" else "order_in_load DESC"
        on = " AND ".join(f"t.{column} = s.{column}" for column in key)
        differ = " OR ".join(f"t.{c} IS DISTINCT FROM s.{c}" for c in SCHEMAS[name].names)
        self.store.execute(
            f"MERGE INTO raw.{name} t USING (SELECT {', '.join(SCHEMAS[name].names)} FROM "
            f"(SELECT *, row_number() OVER () AS order_in_load FROM {staged}) "
            f"QUALIFY row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY {latest}) = 1"
            f") s ON {on} WHEN MATCHED AND ({differ}) THEN UPDATE BY NAME "
            "WHEN NOT MATCHED THEN INSERT BY NAME"
        )

    def _meet_concepts(self) -> None:
        """Concepts that texts name and the lexicon does not know, as the text names them."""
        self.store.execute(
            "INSERT INTO raw.concepts BY NAME SELECT m.concept_id, min(name) AS name, "
            "min(type) AS type, [] AS synonyms, [] AS xrefs, [] AS classes, [] AS targets, "
            "false AS in_lexicon FROM raw.mentions m SEMI JOIN accepted a ON "
            "a.document_id = m.document_id AND a.extractor_version = m.extractor_version "
            "ANTI JOIN raw.concepts c ON c.concept_id = m.concept_id GROUP BY m.concept_id"
        )

    def _record(self, load_id: int) -> None:
        for part in self.parts:
            self.store.execute(
                "INSERT INTO raw.parts VALUES (?, ?, ?, current_timestamp::TIMESTAMP)",
                [part.name, part.parent.name, load_id],
            )
