"""Which pages tell one story in the same or nearly the same words, and which of them counts."""

from __future__ import annotations

import duckdb

__all__ = ["refresh_stories"]

_ALIKE = 0.5
"""Share of equal MinHash places from which two texts are copies; the estimate errs by 0.045."""
_CROWD = 200
"""Texts with one place of the MinHash in common of which not every pair is compared."""
_OTHER_NUMBERS = 0.1
"""Share of its numbers that the text with fewer numbers may have to itself."""


def refresh_stories(store: duckdb.DuckDBPyConnection) -> None:
    """None; brings `duplicate_of` and `is_counted` of all pages whose story is touched up to date.

    Reads the temp tables `accepted` and `staged_captures` of a load. Copies point to the earliest,
    and each source counts a story once.
    """
    for statement in (_FORGET_TWINS, _TOUCHED, _MET, _NEW_TWINS, _EDGES, _STORY_OF, _MARK):
        store.execute(statement)


_FORGET_TWINS = """
DELETE FROM raw.twins WHERE a NOT IN (SELECT text_sha256 FROM raw.documents)
    OR b NOT IN (SELECT text_sha256 FROM raw.documents)
"""

# Old versions of a touched page too: the story that it told until now has lost a teller.
_TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched_texts AS
SELECT DISTINCT text_sha256 FROM raw.documents
WHERE words > 0
    AND url IN (SELECT url FROM staged_captures UNION SELECT url FROM accepted)
"""

# A band is three places of the MinHash; texts that share one are compared below. Each load looks at
# all pages that are current, but only the texts that it touches are put into a hash table. Of a
# crowd that shares one place, each is compared with one text that was known and with one of all: a
# thousand copies are not half a million pairs.
_MET = f"""
CREATE OR REPLACE TEMP TABLE met AS
WITH bands AS (
    SELECT text, hash(band, minhash[3 * band + 1], minhash[3 * band + 2], minhash[3 * band + 3])
        AS places
    FROM (
        SELECT text_sha256 AS text, minhash, unnest(range(len(minhash) // 3)) AS band
        FROM raw.documents WHERE is_current AND len(minhash) > 0
    )
), touched AS (
    SELECT DISTINCT text, places FROM bands WHERE text IN (FROM touched_texts)
), crowds AS (
    SELECT places, min(text) AS one,
        min(text) FILTER (text NOT IN (FROM touched_texts)) AS known
    FROM bands GROUP BY places HAVING count(*) > {_CROWD}
), pairs AS (
    SELECT n.text, o.text AS other
    FROM bands o JOIN touched n ON n.places = o.places AND n.text <> o.text
    WHERE n.places NOT IN (SELECT places FROM crowds)
    UNION
    SELECT n.text, unnest([c.one, c.known]) FROM touched n JOIN crowds c ON c.places = n.places
)
SELECT DISTINCT least(p.text, p.other) AS a, greatest(p.text, p.other) AS b
FROM pairs p
ANTI JOIN raw.twins t ON t.a = least(p.text, p.other) AND t.b = greatest(p.text, p.other)
WHERE p.text <> p.other
"""

# Two papers with ids of their own are two stories, and so are two reports with numbers of their
# own. The first side is joined and kept before the second: in one join of three tables DuckDB may
# start with every pair of texts whose MinHashes are equally long.
_NEW_TWINS = f"""
INSERT INTO raw.twins
WITH texts AS MATERIALIZED (
    SELECT text_sha256 AS text, any_value(minhash) AS minhash, any_value(numbers) AS numbers,
        any_value(doi) AS doi, any_value(pmid) AS pmid
    FROM raw.documents WHERE is_current AND len(minhash) > 0
        AND text_sha256 IN (SELECT a FROM met UNION SELECT b FROM met)
    GROUP BY text_sha256
), x AS MATERIALIZED (
    SELECT met.b, texts.* FROM met JOIN texts ON texts.text = met.a
)
SELECT x.text, y.text FROM x JOIN texts y ON y.text = x.b
WHERE len(x.minhash) = len(y.minhash)
    AND len(list_filter(list_zip(x.minhash, y.minhash), lambda place: place[1] = place[2]))
        >= {_ALIKE} * len(x.minhash)
    AND least(len(x.numbers), len(y.numbers)) - len(list_intersect(x.numbers, y.numbers))
        <= {_OTHER_NUMBERS} * least(len(x.numbers), len(y.numbers))
    AND coalesce(x.doi = y.doi, true) AND coalesce(x.pmid = y.pmid, true)
"""

_EDGES = """
CREATE OR REPLACE TEMP TABLE edges AS
SELECT a AS text, b AS other FROM raw.twins UNION SELECT b, a FROM raw.twins
"""

# A text that no page shows any more joins no others, but those that it joined are looked at.
_STORY_OF = """
CREATE OR REPLACE TEMP TABLE story_of AS
WITH RECURSIVE shown AS (
    SELECT DISTINCT text_sha256 AS text FROM raw.documents WHERE is_current
), known AS (
    FROM edges WHERE text IN (FROM shown) AND other IN (FROM shown)
), starts AS (
    FROM touched_texts UNION SELECT other FROM edges WHERE text IN (FROM touched_texts)
), reached AS (
    SELECT text_sha256 AS text FROM starts
    UNION
    SELECT k.other FROM reached r JOIN known k ON k.text = r.text
), told(text, story) USING KEY (text) AS (
    SELECT text, text FROM reached
    UNION
    SELECT k.other, min(t.story)
    FROM told t JOIN known k ON k.text = t.text JOIN recurring.told o ON o.text = k.other
    WHERE t.story < o.story GROUP BY k.other
)
FROM told
"""

_MARK = """
UPDATE raw.documents d SET duplicate_of = c.original, is_counted = c.is_counted
FROM (
    SELECT document_id, extractor_version,
        nullif(first_value(document_id) OVER telling, document_id) AS original,
        row_number() OVER (PARTITION BY story, source ORDER BY first_seen, document_id) = 1
            AS is_counted
    FROM raw.documents JOIN story_of ON story_of.text = text_sha256
    WHERE is_current AND words > 0
    WINDOW telling AS (PARTITION BY story ORDER BY first_seen, document_id)
) c
WHERE c.document_id = d.document_id AND c.extractor_version = d.extractor_version
  AND (c.original IS DISTINCT FROM d.duplicate_of OR c.is_counted <> d.is_counted)
"""
