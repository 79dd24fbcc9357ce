"""One id for a study that different pages identify differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

__all__ = ["common_ids", "link_studies"]


def link_studies(store: duckdb.DuckDBPyConnection) -> int:
    """How many rows of `raw.studies` got another study id, because a page joined two names.

    A paper that gives both its DOI and its registry id makes one study of the pages that give
    only one of them. Only shared ids join here: two trials alike in every trait stay two.
    """
    rows = store.execute(
        "SELECT DISTINCT study_id, unnest(keys) AS key FROM raw.studies WHERE len(keys) > 0"
    ).fetchall()
    moved = {old: new for old, new in common_ids(rows).items() if old != new}
    if not moved:
        return 0
    store.execute("CREATE OR REPLACE TEMP TABLE moved (old VARCHAR, new VARCHAR)")
    store.executemany("INSERT INTO moved VALUES (?, ?)", list(moved.items()))
    for table in ("studies", "claims"):
        store.execute(
            f"UPDATE raw.{table} t SET study_id = m.new FROM moved m WHERE t.study_id = m.old"
        )
    return len(moved)


def common_ids(rows: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """For each study id, the least id among all that share a key with it, near or far."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = name = parent[parent[name]]
        return name

    studies = set()
    for study, key in rows:
        studies.add(study)
        low, high = sorted((root(study), root(f"key {key}")))
        parent[high] = low
    return {study: root(study) for study in studies}
