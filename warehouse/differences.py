"""What a new extractor version reads differently on the same pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractors.errors import InputError
from warehouse.ask import open_published
from warehouse.places import Places

__all__ = ["Differences", "compare_versions", "read_places"]

JUDGED = ("polarity", "direction", "valence", "certainty", "causal_strength", "claim_type")
"""What can change in a claim that both versions find; the words and the pair cannot."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Claims of the pages that both versions read, by what became of them."""

    old: str
    """The version, or versions with commas, that read those pages before."""
    new: str
    documents: int
    gained: int
    lost: int
    changed: int
    same: int
    changes: tuple[tuple[str, int], ...]
    """How many claims changed in each field, the most frequent first."""


def compare_versions(
    home: Path, old: str | None = None, new: str | None = None, *, run_id: str | None = None
) -> Differences:
    """How the claims of `new` differ from those of `old`, of all pages or those of one run.

    By default `new` is the latest version, and `old` for each page the one that read it before.
    Rows are in `claims_history`, so that each difference can be looked up by its `claim_id`.
    Raises InputError for a version that read no page.
    """
    with open_published(home) as snapshot:
        rows = snapshot.execute("SELECT * FROM raw.extractors ORDER BY ordinal").fetchall()
        known = [str(version) for version, _ in rows]
        for version in (old, new):
            if version is not None and version not in known:
                raise InputError(f"no page was read by version {version}")
        if len(known) < 2:
            raise InputError("no page was read by a version before this")
        chosen = new or known[-1]
        counted = snapshot.execute(_COMPARED, [old, chosen, run_id]).fetchone()
    assert counted
    before, documents, gained, lost, both, same, *fields = counted
    told = sorted(zip(JUDGED, fields, strict=True), key=lambda pair: (-pair[1], pair[0]))
    changed = tuple((name, count) for name, count in told if count)
    return Differences(
        old or before or "", chosen, documents, gained, lost, both - same, same, changed
    )


def read_places(home: Path, version: str) -> frozenset[tuple[str, int]]:
    """Archive file and byte offset of every page that this extractor version has read."""
    if not Places(home).published.exists():
        return frozenset()
    with open_published(home) as snapshot:
        rows = snapshot.execute(
            "SELECT DISTINCT archive_file, archive_offset FROM raw.captures "
            "WHERE extractor_version = ? AND archive_file IS NOT NULL",
            [version],
        ).fetchall()
    return frozenset((str(file), int(offset)) for file, offset in rows)


_SAME = " AND ".join(f"o.{field} IS NOT DISTINCT FROM n.{field}" for field in JUDGED)
_CHANGES = ", ".join(
    f"count(*) FILTER (o.claim_id = n.claim_id AND o.{f} IS DISTINCT FROM n.{f})" for f in JUDGED
)

_COMPARED = f"""
WITH after AS (
    SELECT document_id, e.ordinal FROM raw.documents JOIN raw.extractors e USING (extractor_version)
    WHERE extractor_version = $2 AND ($3 IS NULL OR run_id = $3)
), shared AS (
    SELECT document_id, arg_max(d.extractor_version, e.ordinal) AS extractor_version
    FROM after a JOIN raw.documents d USING (document_id) JOIN raw.extractors e
        ON e.extractor_version = d.extractor_version
    WHERE CASE WHEN $1 IS NULL THEN e.ordinal < a.ordinal ELSE e.extractor_version = $1 END
    GROUP BY document_id
), o AS (
    SELECT * FROM raw.claims SEMI JOIN shared USING (document_id, extractor_version)
), n AS (
    SELECT c.* FROM raw.claims c SEMI JOIN shared s ON s.document_id = c.document_id
    WHERE c.extractor_version = $2
)
SELECT (SELECT string_agg(DISTINCT extractor_version, ', ') FROM shared),
    (SELECT count(*) FROM shared),
    count(*) FILTER (o.claim_id IS NULL), count(*) FILTER (n.claim_id IS NULL),
    count(*) FILTER (o.claim_id = n.claim_id),
    count(*) FILTER (o.claim_id = n.claim_id AND {_SAME}),
    {_CHANGES}
FROM o FULL JOIN n ON o.claim_id = n.claim_id
"""
