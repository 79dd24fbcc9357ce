"""Tellings of a study without its ids, joined to it by what they say, where only one fits."""

from __future__ import annotations

import duckdb

from warehouse.identity import study_id

__all__ = ["NEAR_DAYS", "link_tellings"]

NEAR_DAYS = 60
"""A press release or news story comes out within this many days of the paper."""


def link_tellings(store: duckdb.DuckDBPyConnection) -> int:
    """How many tellings now belong to another study than before.

    A page that tells of one study and gives neither registry id, DOI, PMID nor name belongs to
    the identified study with the same size, a drug and a condition of its claims in common, no
    other species and a near date, if exactly one is like that; else it stays alone. Decided anew
    at each load, since a twin may come later.
    """
    rows = store.execute(_MATCHED, {"days": NEAR_DAYS}).fetchall()
    moved = [
        (document, version, now, wanted)
        for document, version, now, ordinal, url, keys, found in rows
        if (wanted := found or study_id(url, tuple(keys), ordinal)) != now
    ]
    if not moved:
        return 0
    store.execute(
        "CREATE OR REPLACE TEMP TABLE retold (document_id VARCHAR, extractor_version VARCHAR, "
        "old VARCHAR, new VARCHAR)"
    )
    store.executemany("INSERT INTO retold VALUES (?, ?, ?, ?)", moved)
    for table in ("studies", "claims"):
        store.execute(
            f"UPDATE raw.{table} t SET study_id = m.new FROM retold m "
            "WHERE t.document_id = m.document_id AND t.extractor_version = m.extractor_version "
            "AND t.study_id = m.old"
        )
    return len(moved)


# The size of the study on a page is the largest number of people that it gives: parts of it ("nine
# people recovered", "17 of 34 adults") are told as often as the whole.
_MATCHED = """
WITH told AS (
    SELECT s.*, d.url, d.published_at, len(list_filter(s.keys, lambda k: k NOT LIKE 'traits:%')) > 0
        AS identified,
        count(*) OVER (PARTITION BY s.document_id, s.extractor_version) AS on_page
    FROM raw.studies s JOIN raw.documents d USING (document_id, extractor_version)
    WHERE d.is_current
), telling AS (
    SELECT * FROM told WHERE NOT identified AND on_page = 1
), known AS (
    SELECT * FROM told WHERE identified AND sample_size IS NOT NULL AND published_at IS NOT NULL
), sizes AS (
    SELECT document_id, extractor_version, max(n) AS n FROM (
        SELECT document_id, extractor_version, sample_size AS n FROM telling
        UNION ALL
        SELECT q.document_id, q.extractor_version, CASE measure WHEN 'sample_size' THEN value
            ELSE TRY_CAST(regexp_extract(surface, '^[0-9]+ of ([0-9]+)$', 1) AS DOUBLE) END
        FROM raw.quantities q SEMI JOIN telling USING (document_id, extractor_version)
        WHERE measure IN ('sample_size', 'percent')
    ) GROUP BY ALL
), alike AS (
    SELECT t.document_id, t.extractor_version, k.document_id AS known_id,
        k.extractor_version AS known_version, k.study_id
    FROM telling t JOIN sizes z USING (document_id, extractor_version)
    JOIN known k ON k.sample_size = z.n
        AND abs(date_diff('day', t.published_at, k.published_at)) <= $days
        AND coalesce(t.species, k.species) IS NOT DISTINCT FROM coalesce(k.species, t.species)
), named AS (
    SELECT DISTINCT m.document_id, m.extractor_version, m.concept_id,
        CASE m.type WHEN 'condition' THEN 'condition' ELSE 'drug' END AS kind
    FROM raw.mentions m
    WHERE m.document_id IN (SELECT document_id FROM alike UNION SELECT known_id FROM alike)
      AND (m.type = 'condition' OR m.type IN ('drug', 'drug_class') AND EXISTS (
        SELECT 1 FROM raw.claims c WHERE c.document_id = m.document_id
            AND c.extractor_version = m.extractor_version AND c.subject_id = m.concept_id))
), shared AS (
    SELECT a.document_id, a.extractor_version, a.study_id
    FROM alike a
    JOIN named x ON x.document_id = a.document_id AND x.extractor_version = a.extractor_version
    JOIN named y ON y.document_id = a.known_id AND y.extractor_version = a.known_version
        AND y.concept_id = x.concept_id AND y.kind = x.kind
    GROUP BY ALL HAVING count(DISTINCT x.kind) = 2
), chosen AS (
    SELECT document_id, extractor_version, min(study_id) AS study_id
    FROM shared GROUP BY ALL HAVING count(DISTINCT study_id) = 1
)
SELECT t.document_id, t.extractor_version, t.study_id, t.ordinal, t.url, t.keys, o.study_id
FROM telling t LEFT JOIN chosen o USING (document_id, extractor_version)
"""
