"""What a new extractor version reads differently on the same pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractors.errors import InputError
from warehouse.ask import open_published

__all__ = ["Differences", "compare_versions"]

JUDGED = ("polarity", "direction", "valence", "certainty", "causal_strength", "claim_type")
"""What can change in a claim that both versions find; the words and the pair cannot."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Claims of the pages that both versions read, by what became of them."""

    old: str
    new: str
    documents: int
    gained: int
    lost: int
    changed: int
    same: int
    changes: tuple[tuple[str, int], ...]
    """How many claims changed in each field, the most frequent first."""


def compare_versions(home: Path, old: str | None = None, new: str | None = None) -> Differences:
    """How the claims of `new` differ from those of `old`; by default the two latest versions.

    Rows are in `claims_history`, so that each difference can be looked up by its `claim_id`.
    Raises InputError when the warehouse does not hold both versions.
    """
    with open_published(home) as snapshot:
        rows = snapshot.execute("SELECT * FROM raw.extractors ORDER BY ordinal").fetchall()
        known = [version for version, _ in rows]
        chosen = (old or _nth(known, -2), new or _nth(known, -1))
        for version in chosen:
            if version not in known:
                raise InputError(f"no page was read by version {version or 'before this'}")
        changes = ", ".join(
            f"count(*) FILTER (o.claim_id = n.claim_id AND o.{f} IS DISTINCT FROM n.{f})"
            for f in JUDGED
        )
        counted = snapshot.execute(_COMPARED.format(changes=changes), [*chosen]).fetchone()
    assert counted
    documents, gained, lost, both, same, *fields = counted
    told = sorted(zip(JUDGED, fields, strict=True), key=lambda pair: (-pair[1], pair[0]))
    changed = tuple((name, count) for name, count in told if count)
    before, after = map(str, chosen)
    return Differences(before, after, documents, gained, lost, both - same, same, changed)


def _nth(known: list[str], index: int) -> str | None:
    return known[index] if len(known) >= -index else None


_SAME = " AND ".join(f"o.{field} IS NOT DISTINCT FROM n.{field}" for field in JUDGED)

_COMPARED = f"""
WITH shared AS (
    SELECT document_id FROM raw.documents WHERE extractor_version = $1
    INTERSECT SELECT document_id FROM raw.documents WHERE extractor_version = $2
), o AS (
    SELECT * FROM raw.claims SEMI JOIN shared USING (document_id) WHERE extractor_version = $1
), n AS (
    SELECT * FROM raw.claims SEMI JOIN shared USING (document_id) WHERE extractor_version = $2
)
SELECT (SELECT count(*) FROM shared),
    count(*) FILTER (o.claim_id IS NULL), count(*) FILTER (n.claim_id IS NULL),
    count(*) FILTER (o.claim_id = n.claim_id),
    count(*) FILTER (o.claim_id = n.claim_id AND {_SAME}),
    {{changes}}
FROM o FULL JOIN n ON o.claim_id = n.claim_id
"""
