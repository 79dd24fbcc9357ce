"""Staged parts full of made-up claims, for measuring the warehouse; no word of them is anyone's.

Every value is a function of the page's number, so that any stretch of pages can be made on its own,
in little memory, and is the same each time. The skew is that of real crawls: of 200 sources, 300
drugs and 400 conditions few have most of the claims; a page has ten claims in 25 sentences, five
hype flags, a hedge in each sentence; a third states a caveat; one in fifty is a near-copy of the
page before it. Offsets are exact, since checks audit them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.columns import READING_TABLES
from warehouse.places import Places

CLAIMS_PER_PAGE = 10
_SENTENCES, _HYPE = 25, 5
_PAGES_PER_PART = 12_500
_PLACES = 128


def write_parts(home: Path, first: int, pages: int) -> int:
    """How many parts now lie in staging, for pages `first` up to `first + pages`."""
    starts = range(first, first + pages, _PAGES_PER_PART)
    for start in starts:
        _write_part(home, start, min(_PAGES_PER_PART, first + pages - start))
    return len(starts)


def _write_part(home: Path, start: int, pages: int) -> None:
    run = f"run-{start:09d}"
    part = Places(home).staging / run / f"part-{start:024d}"
    part.mkdir(parents=True)
    sizes = {"start": start, "end": start + pages, "sentences": _SENTENCES, "run": run}
    maker = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(home / "spill")})
    try:
        maker.execute(_PAGES.format(**sizes, places=_PLACES) + _WORDS.format(**sizes))
        for table, query in _TABLES.items():
            made = query.format(claims=CLAIMS_PER_PAGE, hype=_HYPE)
            given = [row[0] for row in maker.execute(f"DESCRIBE {made}").fetchall()]
            missing = [f"NULL AS {c}" for c in READING_TABLES[table].names if c not in given]
            maker.execute(
                f"COPY (SELECT {', '.join(['*', *missing])} FROM ({made})) "
                f"TO '{part / table}.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )
    finally:
        maker.close()


_PAGES = """
CREATE TABLE page AS
SELECT i, lower(hex(hash(i, 'page')::UBIGINT)).lpad(16, '0') AS document_id,
    '1.0' AS extractor_version, '{run}' AS run_id,
    'source ' || floor(200 * power((hash(i, 's') % 10000) / 10000, 3))::INT AS source,
    'https://example.test/' || i AS url,
    TIMESTAMP '2026-01-01' + INTERVAL (i % 300) DAY AS fetched_at,
    TIMESTAMP '2020-01-01' + INTERVAL (hash(i, 'd') % 2400) DAY AS published_at,
    floor(50000 * power((hash(i, 't') % 100000) / 100000, 2))::INT AS study,
    list_transform(range({places}), lambda k: (hash(
        CASE WHEN i % 50 = 1 AND k < 110 THEN i - 1 ELSE i END, k) % 4294967296)::UINTEGER
    ) AS minhash
FROM range({start}, {end}) r(i);
"""

_WORDS = """
CREATE TABLE sentence AS
WITH drawn AS (
    SELECT i, o AS ordinal,
        floor(300 * power((hash(i, o, 'd') % 10000) / 10000, 3))::INT AS drug,
        floor(400 * power((hash(i, o, 'c') % 10000) / 10000, 3))::INT AS condition,
        (hash(i, o, 'v') % 100)::INT AS draw
    FROM range({start}, {end}) r(i), range({sentences}) s(o)
), worded AS (
    SELECT *, 'drug ' || drug AS subject, 'condition ' || condition AS object,
        list_extract(['breakthrough', 'miracle', 'promising', 'remarkable'], draw % 4 + 1) AS hype,
        list_extract(['may', 'could', 'might', 'probably'], draw % 4 + 1) AS hedge
    FROM drawn
), texts AS (
    SELECT *, subject || ' ' || hedge || ' ease ' || object || ' in a small trial no. ' || i
        || ', a ' || hype || ' said the team that ran it.' AS text,
        CASE WHEN draw < 50 THEN 'fact' WHEN draw < 70 THEN 'possible' WHEN draw < 85
            THEN 'probable' ELSE 'conditional' END AS certainty,
        CASE WHEN draw % 10 = 0 THEN ['certainty'] ELSE [] END AS overclaim
    FROM worded
)
SELECT *, (coalesce(sum(length(text) + 1) OVER (
        PARTITION BY i ORDER BY ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
    )::INT AS start_char, lower(hex(hash(i, ordinal)::UBIGINT)).lpad(16, '0') AS sentence_id
FROM texts;
CREATE TABLE words AS
SELECT i, string_agg(text, ' ' ORDER BY ordinal) AS text,
    sha256(string_agg(text, ' ' ORDER BY ordinal)) AS text_sha256,
    sum(len(string_split(sentence.text, ' ')))::INT AS words,
    count(*) FILTER (ordinal < 10 AND certainty <> 'fact') AS hedged,
    count(*) FILTER (ordinal < 10 AND len(overclaim) > 0) AS overclaims
FROM sentence GROUP BY i;
"""

_STUDY = "md5('s' || study)[:16]"

_TABLES = {
    "captures": """SELECT document_id, extractor_version, run_id, source, url, fetched_at,
        'archive/a.warc.gz' AS archive_file, i::BIGINT AS archive_offset FROM page""",
    "texts": "SELECT text_sha256, text FROM words",
    "documents": """SELECT document_id, extractor_version, run_id, source, url, fetched_at,
        'archive/a.warc.gz' AS archive_file, i::BIGINT AS archive_offset, 'Page ' || i AS title,
        published_at, 'day' AS published_precision, 'en' AS language, words, text_sha256,
        minhash, []::VARCHAR[] AS numbers, false AS retracted, 'article' AS verdict,
        {claims} AS claims, hedged::INT AS hedged_claims, overclaims::INT AS overclaims,
        {hype} AS hype_flags, 3 AS worst_severity, (i % 3 = 0)::INT AS caveat_flags,
        CASE WHEN i % 3 = 0 THEN ['small_sample'] ELSE [] END AS caveats, 0 AS omissions
        FROM page JOIN words USING (i)""",
    "sentences": """SELECT document_id, extractor_version, sentence_id, ordinal::INT AS ordinal,
        'body' AS region, start_char, start_char + length(text) AS end_char, text,
        2 AS causal_strength, certainty FROM sentence JOIN page USING (i)""",
    "mentions": """SELECT document_id, extractor_version, sentence_id, start_char,
        start_char + length(subject) AS end_char, subject AS surface, 'drug' AS type,
        'TEST:' || subject AS concept_id, subject AS name, 'exact' AS link_method
        FROM sentence JOIN page USING (i)
        UNION ALL SELECT document_id, extractor_version, sentence_id,
        start_char + length(subject || ' ' || hedge || ' ease '),
        start_char + length(subject || ' ' || hedge || ' ease ' || object), object, 'condition',
        'TEST:' || object, object, 'exact' FROM sentence JOIN page USING (i)""",
    "claims": f"""SELECT document_id, extractor_version,
        md5(i || 'c' || ordinal)[:16] AS claim_id, md5(i || 'k' || ordinal)[:16] AS claim_key,
        sentence_id, 'body' AS region, text AS sentence, start_char,
        start_char + length(text) AS end_char, subject, subject AS subject_surface,
        'drug' AS subject_type, 'TEST:' || subject AS subject_id, start_char AS subject_start,
        start_char + length(subject) AS subject_end,
        list_extract(['treats', 'affects', 'associated_with'], draw % 3 + 1) AS relation, object,
        object AS object_surface, 'condition' AS object_type, 'TEST:' || object AS object_id,
        start_char + length(subject || ' ' || hedge || ' ease ') AS object_start,
        start_char + length(subject || ' ' || hedge || ' ease ' || object) AS object_end,
        'affirmed' AS polarity, CASE WHEN draw < 60 THEN 'decrease' WHEN draw < 75
            THEN 'no_difference' ELSE 'increase' END AS direction,
        CASE WHEN draw < 60 THEN 'beneficial' WHEN draw < 75 THEN 'neutral'
            WHEN draw < 85 THEN 'harmful' ELSE 'unknown' END AS valence,
        certainty, draw % 4 AS causal_strength, 'finding' AS claim_type,
        'author' AS holder_type, 'off_label' AS label_status,
        CASE WHEN draw < 20 THEN {_STUDY} END AS study_id,
        CASE WHEN draw < 10 THEN 'randomized_controlled_trial' WHEN draw < 20 THEN 'cohort' END
            AS design, overclaim, overclaim AS overclaim_reasons, 'rule.1' AS rule_id
        FROM sentence JOIN page USING (i) WHERE ordinal < {{claims}}""",
    "flags": """SELECT document_id, extractor_version, md5(i || 'h' || ordinal)[:16] AS flag_id,
        md5(i || 'f' || ordinal)[:16] AS flag_key, 'hype' AS kind, 'hope' AS category,
        'body' AS region, sentence_id, text AS sentence, hype AS surface,
        start_char + position(', a ' || hype IN text) + 3 AS start_char,
        start_char + position(', a ' || hype IN text) + 3 + length(hype) AS end_char,
        'asserted' AS context, true AS is_flag, draw % 3 + 1 AS severity,
        'hype.' || draw AS rule_id, 1 AS rule_version, 'sells' AS rationale
        FROM sentence JOIN page USING (i) WHERE ordinal < {hype}
        UNION ALL SELECT document_id, extractor_version, md5(i || 'g' || ordinal)[:16],
        md5(i || 'e' || ordinal)[:16], 'hedge', 'modal', 'body', sentence_id, text, hedge,
        start_char + length(subject) + 1, start_char + length(subject) + 1 + length(hedge),
        'asserted', true, 0, 'hedge.1', 1, '' FROM sentence JOIN page USING (i)
        UNION ALL SELECT document_id, extractor_version, md5(i || 'v')[:16], md5(i || 'w')[:16],
        'caveat', 'small_sample', 'body', sentence_id, text, 'small trial',
        start_char + position('small trial' IN text) - 1,
        start_char + position('small trial' IN text) + 10, 'asserted', true, 0, 'caveat.1', 1, ''
        FROM sentence JOIN page USING (i) WHERE ordinal = 0 AND i % 3 = 0""",
    "studies": f"""SELECT document_id, extractor_version, {_STUDY} AS study_id, 0 AS ordinal,
        ['name:study ' || study] AS keys, 'randomized_controlled_trial' AS design,
        'study ' || study AS name, 40 AS sample_size FROM page""",
}
