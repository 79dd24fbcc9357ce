"""What must hold before a snapshot is published; one query each, none answers with a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

import duckdb

from extractors import model
from warehouse.enumerations import ENUMERATIONS

__all__ = ["Failure", "run_checks"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One check that failed, how often, and the first case."""

    check: str
    rows: int
    example: str

    def __str__(self) -> str:
        return f"{self.check}: {self.rows} row(s), for example {self.example}"


def run_checks(
    store: duckdb.DuckDBPyConnection, since_load: int = 0, *, between_rows_only: bool = False
) -> tuple[Failure, ...]:
    """Every check that fails, empty when the store may be published.

    What is inside a row is checked for the readings of loads after `since_load`, which is the
    load of the last good snapshot: rows are never changed once they are in. What is between rows
    is checked for all. `between_rows_only` leaves out what staging has checked row by row, and
    what a run says of its parts together.
    """
    store.execute(
        "CREATE OR REPLACE TEMP TABLE fresh AS SELECT document_id, extractor_version, "
        f"text_sha256 FROM raw.documents WHERE load_id > {int(since_load)}"
    )
    for table in _TABLES:
        store.execute(
            f"CREATE OR REPLACE TEMP VIEW fresh_{table} AS SELECT t.* FROM raw.{table} t "
            "SEMI JOIN fresh f ON f.document_id = t.document_id "
            "AND f.extractor_version = t.extractor_version"
        )
    between = (*_orphans(), *_duplicates(), *_counts())
    checks = between if between_rows_only else (*_offsets(), *_enumerations(), *between, _lost())
    failures = (_run(store, name, sql) for name, sql in checks)
    return tuple(failure for failure in failures if failure)


def _run(store: duckdb.DuckDBPyConnection, name: str, sql: str) -> Failure | None:
    counted = store.execute(f"SELECT count(*), min(bad) FROM ({sql}) AS failed(bad)").fetchone()
    assert counted
    rows, example = counted
    return Failure(name, rows, str(example)) if rows else None


_MARKED = {
    # table: (start, end, words) per pair of offsets
    "sentences": [("start_char", "end_char", "text")],
    "mentions": [("start_char", "end_char", "surface")],
    "flags": [("start_char", "end_char", "surface")],
    "quantities": [("start_char", "end_char", "surface")],
    "claims": [
        ("start_char", "end_char", "sentence"),
        ("subject_start", "subject_end", "subject_surface"),
        ("object_start", "object_end", "object_surface"),
        ("comparator_start", "comparator_end", "comparator_surface"),
    ],
}


def _offsets() -> Iterator[tuple[str, str]]:
    """The characters between two offsets are the words that the row claims (code points)."""
    for table, spans in _MARKED.items():
        for start, end, words in spans:
            yield (
                f"offsets of {table}.{words}",
                f"SELECT t.document_id || ' at ' || t.{start} FROM raw.{table} t "
                "JOIN fresh f ON f.document_id = t.document_id "
                "AND f.extractor_version = t.extractor_version "
                "JOIN raw.texts x ON x.text_sha256 = f.text_sha256 "
                f"WHERE substr(x.text, t.{start} + 1, t.{end} - t.{start}) <> t.{words}",
            )


_TABLES = (
    "regions",
    "sentences",
    "mentions",
    "claims",
    "flags",
    "quantities",
    "studies",
    "signals",
)


def _orphans() -> Iterator[tuple[str, str]]:
    """Every row belongs to a reading, every reading to a text, what is named exists."""
    for table in _TABLES:
        yield (
            f"orphans in {table}",
            f"SELECT DISTINCT t.document_id FROM raw.{table} t ANTI JOIN raw.documents d "
            "ON d.document_id = t.document_id AND d.extractor_version = t.extractor_version",
        )
    yield (
        "documents without text",
        "SELECT document_id FROM raw.documents ANTI JOIN raw.texts USING (text_sha256)",
    )
    yield (
        "quantities of no claim",
        "SELECT DISTINCT q.claim_id FROM raw.quantities q ANTI JOIN raw.claims c "
        "ON c.claim_id = q.claim_id WHERE q.claim_id IS NOT NULL",
    )
    yield (
        "claims on no study",
        "SELECT DISTINCT c.claim_id FROM raw.claims c ANTI JOIN raw.studies s "
        "ON s.study_id = c.study_id WHERE c.study_id IS NOT NULL",
    )


_KEYS = {
    "documents": "document_id, extractor_version",
    "texts": "text_sha256",
    "claims": "claim_id, extractor_version",
    "flags": "flag_id, extractor_version",
    "sentences": "sentence_id, extractor_version",
    "sources": "name",
    "runs": "run_id",
    "source_runs": "run_id, source",
    "concepts": "concept_id",
    "extractors": "extractor_version",
    "reviews": "event_id",
}


def _duplicates() -> Iterator[tuple[str, str]]:
    for table, key in _KEYS.items():
        first = key.split(", ")[0]
        met = f"SEMI JOIN fresh_{table} USING ({first})" if table in _TABLES else ""
        yield (
            f"duplicates in {table}",
            f"SELECT {first} FROM raw.{table} {met} GROUP BY {key} HAVING count(*) > 1",
        )
    yield (
        "pages with more than one current reading",
        "SELECT url FROM raw.documents WHERE is_current GROUP BY url HAVING count(*) > 1",
    )


def _enumerations() -> Iterator[tuple[str, str]]:
    for place, literal in ENUMERATIONS.items():
        table, column = place.split(".")
        source = f"fresh_{table}" if table in _TABLES else f"raw.{table}"
        yield _one_of(place, source, column, get_args(literal))
    yield _one_of("claims.overclaim", "fresh_claims", "unnest(overclaim)", get_args(model.Gap))
    for kind, literal in (("hype", model.HypeCategory), ("caveat", model.CaveatCategory)):
        source = f"fresh_flags WHERE kind = '{kind}'"
        yield _one_of(f"categories of {kind} flags", source, "category", get_args(literal))
    severities = "fresh_flags WHERE severity <> 0 AND kind <> 'hype'"
    yield _one_of("severity outside hype", severities, "severity", (0,))
    yield _one_of("flags.severity", "fresh_flags", "severity", (0, 1, 2, 3))


def _one_of(name: str, source: str, column: str, values: tuple[object, ...]) -> tuple[str, str]:
    allowed = ", ".join(f"'{value}'" for value in values)
    return (
        f"values of {name}",
        f"SELECT value FROM (SELECT DISTINCT {column}::VARCHAR AS value FROM {source}) "
        f"WHERE value NOT IN ({allowed})",
    )


def _counts() -> Iterator[tuple[str, str]]:
    """What a reading, and a run, said it had is what the store has."""
    for column, rows in (
        ("claims", "fresh_claims WHERE certainty NOT IN ('uncommitted', 'counterfact')"),
        ("hype_flags", "fresh_flags WHERE kind = 'hype' AND is_flag"),
        ("caveat_flags", "fresh_flags WHERE kind = 'caveat'"),
    ):
        yield (
            f"count of {column} per document",
            "SELECT d.document_id FROM raw.documents d SEMI JOIN fresh USING (document_id, "
            "extractor_version) LEFT JOIN (SELECT document_id, "
            f"extractor_version, count(*) AS n FROM {rows} GROUP BY ALL) t "
            "ON t.document_id = d.document_id AND t.extractor_version = d.extractor_version "
            f"WHERE d.{column} <> coalesce(t.n, 0)",
        )


def _lost() -> tuple[str, str]:
    return (
        "documents that a finished run reported and the store lacks",
        "SELECT r.run_id || ' of ' || r.source FROM raw.source_runs r JOIN raw.runs USING (run_id) "
        "LEFT JOIN (SELECT run_id, source, count(*) AS n FROM (SELECT run_id, source, url "
        "FROM raw.captures UNION ALL SELECT run_id, source, url FROM raw.issues "
        "WHERE stage = 'load') GROUP BY ALL) c "
        "ON c.run_id = r.run_id AND c.source = r.source "
        "WHERE finished_at IS NOT NULL AND r.documents > coalesce(c.n, 0) "
        "AND NOT EXISTS (SELECT 1 FROM raw.forgotten)",
    )
