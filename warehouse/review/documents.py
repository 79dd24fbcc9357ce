"""A whole article with everything that was read in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from warehouse.review.cards import claim_marks, flag_mark
from warehouse.review.passages import marked
from warehouse.review.snapshot import Row, Snapshot

__all__ = ["PART", "Article", "read_article"]

PART = 60_000
"""Characters that one page of a long article shows."""


@dataclass(frozen=True, slots=True)
class Article:
    """What the document page shows."""

    document: Row
    profile: Row
    blocks: Sequence[tuple[str, Markup]]
    """Kind of region and its text, in order."""
    claims: Sequence[Row]
    flags: Sequence[Row]
    omissions: Sequence[Row]
    farm_signals: Sequence[Row]
    start: int
    end: int
    characters: int
    kinds: Sequence[str]


def read_article(snapshot: Snapshot, document_id: str, start: int = 0) -> Article | None:
    """The article from a character on; None where the snapshot has no such page."""
    document = snapshot.row(_DOCUMENT, [document_id])
    if document is None:
        return None
    where = [document_id, document["extractor_version"]]
    characters = int(document["characters"] or 0)
    start = max(0, min(start, characters) // PART * PART)
    end = min(start + PART, characters)
    flags = snapshot.rows(_FLAGS, [*where, end, start])
    claims = snapshot.rows(_CLAIMS, [*where, end, start])
    marks = [flag_mark(row) for row in flags]
    marks += [mark for claim in claims for mark in claim_marks(claim) if mark.kind != "trigger"]
    blocks = []
    for kind, low, high in _blocks(snapshot, where, start, end):
        text = snapshot.row(_TEXT, [low + 1, high - low, document["text_sha256"]])
        near = [mark for mark in marks if mark.start < high and mark.end > low]
        blocks.append((kind, marked(str(text["text"]) if text else "", low, near)))
    return Article(
        document,
        snapshot.row("FROM document_profile WHERE document_id = ?", [document_id]) or {},
        blocks,
        claims,
        [row for row in flags if row["kind"] == "hype"],
        snapshot.rows(
            "SELECT signal, evidence FROM omissions WHERE document_id = ?", [document_id]
        ),
        snapshot.rows(
            "SELECT signal, evidence FROM farm_signals WHERE document_id = ?", [document_id]
        ),
        start,
        end,
        characters,
        sorted({mark.kind for mark in marks}),
    )


def _blocks(
    snapshot: Snapshot, where: Sequence[object], start: int, end: int
) -> list[tuple[str, int, int]]:
    """Regions and what lies between them, so that every character is shown once."""
    blocks, place = [], start
    for row in snapshot.rows(_REGIONS, [*where, end, start]):
        low, high = max(row["start_char"], start), min(row["end_char"], end)
        if low > place:
            blocks.append(("body", place, low))
        blocks.append((row["kind"], low, high))
        place = high
    if place < end:
        blocks.append(("body", place, end))
    return blocks


_DOCUMENT = """
SELECT document_id, extractor_version, source, source_kind, url, title, author, published_at,
    published_precision, first_seen, language, words, characters, text_sha256, doi, pmid,
    retracted, archive_file, archive_offset, version, duplicate_of
FROM raw.current WHERE document_id = ?
"""
_TEXT = "SELECT substr(text, ?, ?) AS text FROM raw.texts WHERE text_sha256 = ?"
_SPAN = "document_id = ? AND extractor_version = ? AND start_char < ? AND end_char > ?"
_REGIONS = f"SELECT kind, start_char, end_char FROM raw.regions WHERE {_SPAN} ORDER BY start_char"
_FLAGS = f"""
SELECT flag_id, kind, category, start_char, end_char, severity, context, is_flag, surface, rule_id,
    rationale FROM raw.flags WHERE {_SPAN} ORDER BY start_char
"""
_CLAIMS = f"""
SELECT claim_id, subject, relation, object, certainty, causal_strength, claim_type, design,
    overclaim, overclaim_reasons, subject_start, subject_end, object_start, object_end,
    trigger_start, trigger_end, polarity, valence, start_char
FROM raw.claims WHERE {_SPAN} ORDER BY start_char, subject_start
"""
