"""How the warehouse does at scale: `python tests/benchmarks/warehouse_at_scale.py [CLAIMS] [HOME]`.

Writes staged parts for CLAIMS claims (default 100000) with their sentences, mentions and flags,
loads and publishes them, and times the usual questions. The data is made up with realistic skew:
few sources and drugs have most of the pages and claims. Offsets are exact, since checks audit them.

Prints one JSON object: seconds for each step, load time as a ratio to writing the same Parquet
straight into empty tables, milliseconds for each view, bytes on disk.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse.columns import READING_TABLES
from warehouse.load import load_parts
from warehouse.places import Places
from warehouse.publish import publish
from warehouse.store import STORAGE

CLAIMS_PER_DOCUMENT = 10
SENTENCES_PER_DOCUMENT = 25
HYPE_PER_DOCUMENT = 5
PARTS = 8

QUESTIONS = {
    "characterization of one drug": "FROM characterization WHERE subject = 'drug 3'",
    "characterization of one pair": (
        "FROM characterization WHERE subject = 'drug 3' AND object = 'condition 5'"
    ),
    "characterization, all": "SELECT count(*), sum(claims) FROM characterization",
    "source x drug x certainty": (
        "SELECT source, subject, certainty, count(*) FROM claims GROUP BY ALL ORDER BY 4 DESC"
    ),
    "top hype": (
        "SELECT category, surface, count(*) FROM hype_flags WHERE is_flag GROUP BY ALL "
        "ORDER BY 3 DESC LIMIT 20"
    ),
    "claims of one page": (
        "SELECT * FROM claims WHERE document_id = (SELECT min(document_id) FROM raw.documents)"
    ),
    "claims_about macro": "FROM claims_about('drug 3', 'condition 5')",
    "contradictions of one drug": "FROM contradictions WHERE subject = 'drug 3'",
    "contradictions, all": "SELECT count(*) FROM contradictions",
    "document_profile, worst": (
        "FROM document_profile ORDER BY hype_per_1000_words DESC NULLS LAST LIMIT 20"
    ),
    "claims by month": (
        "SELECT date_trunc('month', published_at), certainty, count(*) FROM claims GROUP BY ALL"
    ),
    "words in sentences": "SELECT count(*) FROM claims WHERE sentence ILIKE '%small trial%'",
    "whats_new, one run": (
        "SELECT kind, count(*) FROM whats_new WHERE run_id = 'run-1' GROUP BY ALL"
    ),
    "tellings": "SELECT count(*), count(certainty) FROM tellings",
    "studies": "SELECT count(*) FROM studies",
    "review_queue": "FROM review_queue ORDER BY priority DESC LIMIT 50",
    "rule_precision": "FROM rule_precision",
    "sources": "FROM sources",
}

MADE_UP = """
CREATE TEMP TABLE page AS
SELECT i, lower(hex(hash(i, 'page')::UBIGINT)).lpad(16, '0') AS document_id,
    '1.0' AS extractor_version,
    'run-' || (i * {parts} // {documents} + 1) AS run_id,
    'source ' || floor(200 * power((hash(i, 's') % 10000) / 10000, 3))::INT AS source,
    'https://example.test/' || i AS url,
    TIMESTAMP '2026-01-01' + INTERVAL (i % 300) DAY AS fetched_at,
    TIMESTAMP '2020-01-01' + INTERVAL (hash(i, 'd') % 2400) DAY AS published_at
FROM range({documents}) r(i);

CREATE TEMP TABLE sentence AS
WITH drawn AS (
    SELECT i, o AS ordinal,
        floor(300 * power((hash(i, o, 'd') % 10000) / 10000, 3))::INT AS drug,
        floor(400 * power((hash(i, o, 'c') % 10000) / 10000, 3))::INT AS condition,
        (hash(i, o, 'v') % 100)::INT AS draw
    FROM range({documents}) r(i), range({sentences}) s(o)
), worded AS (
    SELECT *, 'drug ' || drug AS subject, 'condition ' || condition AS object,
        list_extract(['breakthrough', 'miracle', 'promising', 'remarkable'], draw % 4 + 1) AS hype,
        list_extract(['may', 'could', 'might', 'probably'], draw % 4 + 1) AS hedge
    FROM drawn
), texts AS (
    SELECT *, subject || ' ' || hedge || ' ease ' || object || ' in a small trial no. ' || i
        || ', a ' || hype || ' said the team that ran it.' AS text
    FROM worded
)
SELECT *, (coalesce(sum(length(text) + 1) OVER (
        PARTITION BY i ORDER BY ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
    )::INT AS start_char, lower(hex(hash(i, ordinal)::UBIGINT)).lpad(16, '0') AS sentence_id
FROM texts;
"""

TABLES = {
    "captures": """SELECT document_id, extractor_version, run_id, source, url, fetched_at,
        'archive/a.warc.gz' AS archive_file, i::BIGINT AS archive_offset
        FROM page p WHERE {part}""",
    "texts": """SELECT sha256(string_agg(text, ' ' ORDER BY ordinal)) AS text_sha256,
        string_agg(text, ' ' ORDER BY ordinal) AS text
        FROM sentence JOIN page p USING (i) WHERE {part} GROUP BY i""",
    "documents": """SELECT document_id, extractor_version, run_id, source, url, fetched_at,
        'archive/a.warc.gz' AS archive_file, i::BIGINT AS archive_offset, 'Page ' || i AS title,
        published_at, 'day' AS published_precision, 'en' AS language, words, t.text_sha256,
        false AS retracted, 'article' AS verdict, {claims} AS claims, {claims} AS hedged_claims,
        0 AS overclaims, {hype} AS hype_flags, 3 AS worst_severity, 0 AS caveat_flags,
        []::VARCHAR[] AS caveats, 0 AS omissions
        FROM page p JOIN (
            SELECT i, sha256(string_agg(text, ' ' ORDER BY ordinal)) AS text_sha256,
                sum(len(string_split(text, ' ')))::INT AS words FROM sentence GROUP BY i
        ) t USING (i) WHERE {part}""",
    "sentences": """SELECT document_id, extractor_version, sentence_id, ordinal::INT AS ordinal,
        'body' AS region, start_char, start_char + length(text) AS end_char, text,
        2 AS causal_strength, 'possible' AS certainty
        FROM sentence JOIN page p USING (i) WHERE {part}""",
    "mentions": """SELECT document_id, extractor_version, sentence_id, start_char,
        start_char + length(subject) AS end_char, subject AS surface, 'drug' AS type,
        'TEST:' || subject AS concept_id, subject AS name, 'exact' AS link_method
        FROM sentence JOIN page p USING (i) WHERE {part}
        UNION ALL SELECT document_id, extractor_version, sentence_id,
        start_char + length(subject || ' ' || hedge || ' ease '),
        start_char + length(subject || ' ' || hedge || ' ease ' || object), object, 'condition',
        'TEST:' || object, object, 'exact' FROM sentence JOIN page p USING (i) WHERE {part}""",
    "claims": """SELECT document_id, extractor_version,
        md5(i || 'c' || ordinal)[:16] AS claim_id, md5(i || 'k' || ordinal)[:16] AS claim_key,
        sentence_id, 'body' AS region, text AS sentence, start_char,
        start_char + length(text) AS end_char, subject, subject AS subject_surface,
        'drug' AS subject_type, 'TEST:' || subject AS subject_id, start_char AS subject_start,
        start_char + length(subject) AS subject_end, 'treats' AS relation, object,
        object AS object_surface, 'condition' AS object_type, 'TEST:' || object AS object_id,
        start_char + length(subject || ' ' || hedge || ' ease ') AS object_start,
        start_char + length(subject || ' ' || hedge || ' ease ' || object) AS object_end,
        'affirmed' AS polarity, 'decrease' AS direction,
        CASE WHEN draw < 60 THEN 'beneficial' WHEN draw < 75 THEN 'neutral'
            WHEN draw < 85 THEN 'harmful' ELSE 'unknown' END AS valence,
        CASE WHEN draw < 50 THEN 'possible' WHEN draw < 80 THEN 'probable' ELSE 'conditional' END
            AS certainty, draw % 4 AS causal_strength, 'finding' AS claim_type,
        'author' AS holder_type, 'off_label' AS label_status,
        CASE WHEN draw < 20 THEN md5('s' || (hash(i) % 5000))[:16] END AS study_id,
        CASE WHEN draw < 20 THEN 'randomized_controlled_trial' END AS design,
        []::VARCHAR[] AS overclaim, []::VARCHAR[] AS overclaim_reasons, 'rule.1' AS rule_id
        FROM sentence JOIN page p USING (i) WHERE ordinal < {claims} AND {part}""",
    "flags": """SELECT document_id, extractor_version, md5(i || 'h' || ordinal)[:16] AS flag_id,
        md5(i || 'f' || ordinal)[:16] AS flag_key, 'hype' AS kind, 'hope' AS category,
        'body' AS region, sentence_id, text AS sentence, hype AS surface,
        start_char + position(', a ' || hype IN text) + 3 AS start_char,
        start_char + position(', a ' || hype IN text) + 3 + length(hype) AS end_char,
        'asserted' AS context, true AS is_flag, draw % 3 + 1 AS severity,
        'hype.' || draw AS rule_id, 1 AS rule_version, 'sells' AS rationale
        FROM sentence JOIN page p USING (i) WHERE ordinal < {hype} AND {part}
        UNION ALL SELECT document_id, extractor_version, md5(i || 'g' || ordinal)[:16],
        md5(i || 'e' || ordinal)[:16], 'hedge', 'modal', 'body', sentence_id, text, hedge,
        start_char + length(subject) + 1, start_char + length(subject) + 1 + length(hedge),
        'asserted', true, 0, 'hedge.1', 1, '' FROM sentence JOIN page p USING (i) WHERE {part}""",
    "studies": """SELECT DISTINCT document_id, extractor_version,
        md5('s' || (hash(i) % 5000))[:16] AS study_id, 0 AS ordinal,
        ['name:study ' || (hash(i) % 5000)] AS keys, 'randomized_controlled_trial' AS design,
        'study ' || (hash(i) % 5000) AS name, 40 AS sample_size FROM page p WHERE {part}""",
}


def write_parts(home: Path, claims: int) -> None:
    """None; the staged parts lie in the home."""
    sizes = {
        "documents": claims // CLAIMS_PER_DOCUMENT,
        "sentences": SENTENCES_PER_DOCUMENT,
        "claims": CLAIMS_PER_DOCUMENT,
        "hype": HYPE_PER_DOCUMENT,
        "parts": PARTS,
    }
    maker = duckdb.connect(config={"memory_limit": "6GB"})
    maker.execute(MADE_UP.format(**sizes))
    for number in range(1, PARTS + 1):
        part = Places(home).staging / f"run-{number}" / f"part-{number:024d}"
        part.mkdir(parents=True)
        for table, query in TABLES.items():
            made = query.format(part=f"p.run_id = 'run-{number}'", **sizes)
            given = [row[0] for row in maker.execute(f"DESCRIBE {made}").fetchall()]
            missing = [f"NULL AS {c}" for c in READING_TABLES[table].names if c not in given]
            columns = ", ".join(["*", *missing])
            maker.execute(
                f"COPY (SELECT {columns} FROM ({made})) TO '{part / table}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
    maker.close()


def write_straight(home: Path, file: Path) -> None:
    """None; the same Parquet in empty tables, with nothing checked, linked or versioned."""
    config = {"storage_compatibility_version": STORAGE, "memory_limit": "2GB"}
    bare = duckdb.connect(str(file), config=dict(config))
    for table in TABLES:
        source = f"read_parquet('{Places(home).staging}/*/*/{table}.parquet')"
        bare.execute(f"CREATE TABLE {table} AS SELECT * FROM {source}")
    bare.close()


def timed(step: Callable[[], object]) -> float:
    """Seconds that the step took."""
    start = time.perf_counter()
    step()
    return round(time.perf_counter() - start, 3)


def measure(home: Path, claims: int) -> dict[str, object]:
    """Everything that is printed."""
    places = Places(home)
    made = timed(lambda: write_parts(home, claims))
    straight = timed(lambda: write_straight(home, home / "straight.duckdb"))
    load = timed(lambda: load_parts(home))
    again = timed(lambda: load_parts(home))
    first = timed(lambda: publish(home))
    second = timed(lambda: publish(home))
    answers = {}
    with duckdb.connect(str(places.published.resolve()), read_only=True) as reader:
        for name, query in QUESTIONS.items():
            reader.execute(query).fetchall()
            answers[name] = round(1000 * timed(lambda q=query: reader.execute(q).fetchall()))
    return {
        "claims": claims,
        "seconds": {"make": made, "straight": straight, "load": load, "load again": again}
        | {"publish, all audited": first, "publish, nothing new": second},
        "load / straight": round(load / straight, 2),
        "milliseconds": answers,
        "bytes": {
            "staged": sum(f.stat().st_size for f in places.staging.rglob("*.parquet")),
            "straight": (home / "straight.duckdb").stat().st_size,
            "snapshot": places.published.stat().st_size,
        },
    }


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    try:
        sys.stdout.write(json.dumps(measure(place, asked), indent=1) + "\n")
    finally:
        if len(sys.argv) <= 2:
            shutil.rmtree(place)
