"""Everything the warehouse knows about one drug, cytokine or outcome, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from extractors.errors import QueryError

__all__ = ["CERTAINTIES", "DIRECTIONS", "Topic", "read_topic"]

CERTAINTIES = ("fact", "probable", "possible", "conditional", "doubtful")
DIRECTIONS = ("increase", "decrease", "no_difference", "mixed", "unspecified")
SHOWN_CLAIMS, SHOWN_FLAGS = 600, 60
"""As many sentences a report shows; of each source as many as of any other, while it has them."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Topic:
    """What each part of a report shows; rows are dictionaries by column."""

    name: str
    sources: Sequence[Row]
    certainty: Sequence[Row]
    hype: Sequence[Row]
    years: Sequence[Row]
    designs: Sequence[Row]
    contradictions: Sequence[Row]
    flags: Sequence[Row]
    claims: Sequence[Row]
    documents: int
    total_claims: int
    total_flags: int


def read_topic(snapshot: duckdb.DuckDBPyConnection, wanted: str | None) -> Topic:
    """The report's content; of the whole warehouse where no topic is wanted.

    Raises QueryError, with the nearest names, for a topic that no concept has as name, synonym
    or id, or that no page makes a claim about.
    """
    ids = _concepts(snapshot, wanted) if wanted else None
    _select(snapshot, ids)
    counted = _rows(snapshot, "SELECT count(*) AS n, count(DISTINCT document_id) AS d FROM told")[0]
    if wanted and not counted["n"]:
        raise QueryError(f"no page makes a claim about {wanted!r}; {_most_claimed(snapshot)}")
    return Topic(
        wanted or "everything in the warehouse",
        sources=_rows(snapshot, _SOURCES),
        certainty=_rows(snapshot, _CERTAINTY),
        hype=_rows(snapshot, _HYPE),
        years=_rows(snapshot, _YEARS),
        designs=_rows(snapshot, _DESIGNS),
        contradictions=_rows(snapshot, _CONTRADICTIONS),
        flags=_rows(snapshot, _FLAGS),
        claims=_rows(snapshot, _CLAIMS),
        documents=counted["d"],
        total_claims=counted["n"],
        total_flags=_rows(snapshot, "SELECT coalesce(sum(hype_flags), 0)::INT AS n FROM pages")[0][
            "n"
        ],
    )


def _concepts(snapshot: duckdb.DuckDBPyConnection, wanted: str) -> list[str]:
    found = snapshot.execute(
        f"SELECT DISTINCT concept_id FROM ({_WORDS}) WHERE {_plain('word')} = {_plain('?')}",
        [wanted],
    ).fetchall()
    if not found:
        raise QueryError(f"nothing here is called {wanted!r}; {_hint(snapshot, wanted)}")
    return [concept for (concept,) in found]


def _plain(word: str) -> str:
    """SQL for letters and digits alone: IL-6, IL 6 and IL6 are one name."""
    return f"regexp_replace(lower({word}), '[^\\p{{L}}\\p{{N}}]+', '', 'g')"


def _hint(snapshot: duckdb.DuckDBPyConnection, wanted: str) -> str:
    """Names that are nearly the wanted one, those with claims first; else what there is."""
    near = snapshot.execute(_NEAREST, {"wanted": wanted.lower(), "alike": _ALIKE}).fetchall()
    if near:
        return "nearest: " + ", ".join(name for (name,) in near)
    return _most_claimed(snapshot)


def _most_claimed(snapshot: duckdb.DuckDBPyConnection) -> str:
    often = snapshot.execute(_MOST_CLAIMED).fetchall()
    most = ", ".join(name for (name,) in often)
    return f"most claims are about {most}" if most else "there is no claim yet"


def _select(snapshot: duckdb.DuckDBPyConnection, ids: list[str] | None) -> None:
    """Temp tables `told`, the counted claims, and `pages`, the documents that make them."""
    snapshot.execute("CREATE OR REPLACE TEMP TABLE meant (concept_id VARCHAR)")
    if ids:
        snapshot.executemany("INSERT INTO meant VALUES (?)", [[concept] for concept in ids])
    about = "true" if ids is None else "(subject_id IN (FROM meant) OR object_id IN (FROM meant))"
    snapshot.execute(
        f"CREATE OR REPLACE TEMP TABLE told AS SELECT {_FACETS} FROM claims c "
        "JOIN raw.current d "
        "USING (document_id) WHERE d.is_counted "
        f"AND certainty NOT IN ('uncommitted', 'counterfact') AND {about}"
    )
    snapshot.execute(
        "CREATE OR REPLACE TEMP TABLE pages AS FROM document_profile "
        "WHERE document_id IN (SELECT document_id FROM told)"
    )


def _rows(snapshot: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    snapshot.execute(query)
    names = [column[0] for column in snapshot.description or ()]
    return [dict(zip(names, row, strict=True)) for row in snapshot.fetchall()]


_ALIKE = 0.75
"""Share of letters in place (1 less edits per letter) from which a word is a slip for another."""

_WORDS = """
SELECT concept_id, name, lower(unnest([name, concept_id] || coalesce(synonyms, []))) AS word
FROM concepts
"""

_CLAIMED = """
SELECT concept, sum(n) AS n FROM (
    SELECT subject_id AS concept, sum(claims) AS n FROM characterization GROUP BY ALL
    UNION ALL
    SELECT object_id, sum(claims) FROM characterization GROUP BY ALL
) GROUP BY concept
"""

# A name is near that is a slip of the wanted one, or has it among its words, or the other way.
_NEAREST = f"""
SELECT name FROM (
    SELECT concept_id, name,
        max(1 - levenshtein(word, $wanted) / greatest(length(word), length($wanted))) AS likeness,
        max(len(list_intersect(string_split(word, ' '), string_split($wanted, ' ')))) AS shared
    FROM ({_WORDS}) WHERE abs(length(word) - length($wanted)) < 30 GROUP BY ALL
) LEFT JOIN ({_CLAIMED}) ON concept = concept_id
WHERE likeness >= $alike OR shared > 0
GROUP BY name
ORDER BY max(likeness >= $alike) DESC, max(shared) DESC, max(n) DESC NULLS LAST,
    max(likeness) DESC, name LIMIT 3
"""

_MOST_CLAIMED = f"""
SELECT name FROM ({_CLAIMED}) JOIN concepts ON concept_id = concept
GROUP BY name ORDER BY sum(n) DESC, name LIMIT 3
"""

# What the numbers are made of; the words of a claim are looked up only where it is shown.
_FACETS = """
    c.claim_id, c.document_id, c.source, c.source_kind, c.url, c.start_char, c.subject_id,
    c.object_id, c.valence, c.certainty, c.direction, c.causal_strength, c.design, c.overclaim,
    strftime(coalesce(c.published_at, c.first_seen), '%Y') AS year,
    coalesce(c.design, 'no study named') AS design_told, c.design IS NOT NULL AS names_design,
    c.certainty <> 'fact' AS hedged, len(c.overclaim) > 0 AS outruns,
    CASE WHEN c.valence IN ('beneficial', 'harmful') THEN c.valence
        WHEN c.direction = 'no_difference' OR c.polarity = 'negated' THEN 'null' END AS side
"""

_SOURCES = """
SELECT t.source, t.source_kind, count(DISTINCT t.document_id) AS documents, count(*) AS claims,
    count(*) FILTER (valence = 'beneficial') AS beneficial,
    count(*) FILTER (valence = 'neutral') AS neutral,
    count(*) FILTER (valence = 'harmful') AS harmful,
    round(count(*) FILTER (certainty <> 'fact') / count(*), 2) AS hedged_share,
    max(causal_strength) AS strongest_causal,
    list_sort(list(DISTINCT design) FILTER (design IS NOT NULL)) AS designs,
    (SELECT round(1000 * sum(hype_flags) / nullif(sum(words), 0), 1) FROM pages p
        WHERE p.source = t.source) AS hype_per_1000_words,
    (SELECT sum(hype_flags)::INT FROM pages p WHERE p.source = t.source) AS hype_flags,
    list_sort(list_distinct(flatten(list(overclaim)))) AS overclaims
FROM told t GROUP BY ALL ORDER BY claims DESC, source LIMIT 60
"""

_CERTAINTY = """
PIVOT (SELECT source_kind, certainty FROM told) ON certainty
IN ('fact', 'probable', 'possible', 'conditional', 'doubtful')
USING count(*) GROUP BY source_kind ORDER BY source_kind
"""

_HYPE = """
SELECT source_kind, count(*) AS documents, sum(hype_flags)::INT AS hype_flags,
    round(1000 * sum(hype_flags) / nullif(sum(words), 0), 2) AS hype_per_1000_words
FROM pages GROUP BY source_kind ORDER BY source_kind
"""

_YEARS = """
FROM (
    SELECT year, count(*) AS claims,
        count(*) FILTER (certainty = 'fact') AS facts
    FROM told GROUP BY year ORDER BY year DESC LIMIT 20
) ORDER BY year
"""

_DESIGNS = """
PIVOT (SELECT design_told, direction FROM told) ON direction
IN ('increase', 'decrease', 'no_difference', 'mixed', 'unspecified')
USING count(*) GROUP BY design_told ORDER BY design_told
"""

_CONTRADICTIONS = """
SELECT subject, object, beneficial_documents, harmful_documents, null_documents,
    example_beneficial, example_harmful, example_null, subject_id, object_id
FROM contradictions
WHERE NOT EXISTS (FROM meant) OR subject_id IN (FROM meant) OR object_id IN (FROM meant)
ORDER BY beneficial_documents + harmful_documents + null_documents DESC, subject, object LIMIT 20
"""

_FLAGS = f"""
SELECT category, severity, surface, sentence, source, source_kind, url, context FROM (
    SELECT *, row_number() OVER (
        PARTITION BY source ORDER BY severity DESC, url, start_char, flag_id
    ) AS turn FROM hype_flags
    WHERE is_flag AND document_id IN (SELECT document_id FROM pages)
    ORDER BY turn, source LIMIT {SHOWN_FLAGS}
) ORDER BY severity DESC, source, url, start_char
"""

_CLAIMS = f"""
SELECT t.* EXCLUDE (turn, overclaim, claim_id, document_id), c.title, c.sentence, c.subject,
    c.relation, c.object, c.sample_size, c.overclaim_reasons, c.subject_start, c.subject_end,
    c.object_start, c.object_end
FROM (
    SELECT *, row_number() OVER (PARTITION BY source ORDER BY url, start_char, claim_id) AS turn
    FROM told ORDER BY turn, source LIMIT {SHOWN_CLAIMS}
) t JOIN claims c USING (claim_id)
ORDER BY t.source, t.url, t.start_char, claim_id
"""
