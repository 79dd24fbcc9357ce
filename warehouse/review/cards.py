"""One flag or claim with everything that a reader needs to judge it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from warehouse.review.passages import Mark, marked
from warehouse.review.snapshot import Row, Snapshot
from warehouse.reviews import TargetKind

__all__ = ["Card", "claim_marks", "flag_mark", "read_card"]

_NEIGHBOUR = 400
"""Characters shown of the sentence before and after."""
_AROUND = 700
"""Characters shown before and after the flag within its own sentence."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the page shows of one item."""

    kind: TargetKind
    item: Row
    before: Markup
    sentence: Markup
    after: Markup
    sentence_text: str
    sentence_start: int
    sentence_end: int
    left_out: int
    """Characters of an overlong sentence that are not shown."""
    start: int
    end: int
    claims: Sequence[Row]
    """Claims of the sentence; of a claim, itself alone."""
    evidence: Sequence[Row]
    """Studies that the page reports or names."""
    document: Row
    precision: Row | None
    kinds: Sequence[str]
    """Kinds of marks that are shown, for the legend."""


def read_card(snapshot: Snapshot, kind: TargetKind, item: Row) -> Card:
    """The card of one item of the queue."""
    where = [item["document_id"], item["extractor_version"]]
    claims = _claims(snapshot, kind, item)
    start, end = _place(kind, item, claims)
    spans = _window(snapshot, item, start, end)
    (first, _), (low, high), (_, last) = spans
    marks = _marks(snapshot, kind, item, claims, where, (first, last))
    texts = [_text(snapshot, item, span) for span in spans]
    before, sentence, after = (
        marked(text, span[0], marks) for text, span in zip(texts, spans, strict=True)
    )
    whole = snapshot.row(_SENTENCE_LENGTH, [item["sentence_id"], item["extractor_version"]])
    shown = {mark.kind for mark in marks if mark.start < last and mark.end > first}
    return Card(
        kind,
        item,
        before,
        sentence,
        after,
        texts[1],
        low,
        high,
        max(0, int(whole["n"]) - (high - low)) if whole else 0,
        start,
        end,
        claims,
        snapshot.rows(_EVIDENCE, where),
        snapshot.row(_DOCUMENT, where) or {},
        snapshot.row("FROM rule_precision WHERE rule_id = ?", [item["rule_id"]]),
        sorted(shown),
    )


def flag_mark(row: Row, focus: bool = False) -> Mark:
    """The mark of one flag of any kind."""
    kind, category = row["kind"], str(row["category"]).replace("_", " ")
    label = f"{kind}: {category}"
    if kind == "hype":
        label = f"{category}, severity {row['severity']}, {str(row['context']).replace('_', ' ')}"
    return Mark(
        row["start_char"],
        row["end_char"],
        kind,
        label,
        severity=row["severity"] or 0,
        focus=focus,
        disowned=kind == "hype" and not row["is_flag"],
        anchor=f"f-{row['flag_id']}" if kind == "hype" else "",
    )


def claim_marks(claim: Row) -> list[Mark]:
    """Subject, object and trigger of one claim."""
    parts = []
    for part in ("subject", "object", "trigger"):
        start, end = claim[f"{part}_start"], claim[f"{part}_end"]
        if start is not None and end is not None:
            parts.append(Mark(start, end, part, f"{part} of the claim"))
    return parts


def _claims(snapshot: Snapshot, kind: TargetKind, item: Row) -> list[Row]:
    if kind == "claim":
        return snapshot.rows(
            f"{_CLAIMS} claim_id = ?", [item["extractor_version"], item["target_id"]]
        )
    return snapshot.rows(
        f"{_CLAIMS} sentence_id = ? ORDER BY len(overclaim) DESC, subject_start",
        [item["extractor_version"], item["sentence_id"]],
    )


def _place(kind: TargetKind, item: Row, claims: Sequence[Row]) -> tuple[int, int]:
    """The characters that are judged."""
    if kind == "flag" or not claims:
        return item["start_char"], item["end_char"]
    claim = claims[0]
    return (
        min(claim["subject_start"], claim["object_start"]),
        max(claim["subject_end"], claim["object_end"]),
    )


Span = tuple[int, int]


def _window(snapshot: Snapshot, item: Row, start: int, end: int) -> tuple[Span, Span, Span]:
    """Where the sentence before, the sentence itself and the one after begin and end, as shown."""
    rows = snapshot.rows(_NEIGHBOURS, [item["sentence_id"], *[item["extractor_version"]] * 2])
    around = {row["side"]: (row["start_char"], row["end_char"]) for row in rows}
    own = around.get(0, (max(0, start - _AROUND), end + _AROUND))
    low, high = max(own[0], start - _AROUND), min(own[1], end + _AROUND)
    if low > own[0] or high < own[1]:
        return (low, low), (low, high), (high, high)
    before = around.get(-1, (low, low))
    after = around.get(1, (high, high))
    return (
        (max(before[0], low - _NEIGHBOUR), low),
        (low, high),
        (high, min(after[1], high + _NEIGHBOUR)),
    )


def _marks(
    snapshot: Snapshot,
    kind: TargetKind,
    item: Row,
    claims: Sequence[Row],
    where: list[Any],
    span: Span,
) -> list[Mark]:
    flags = snapshot.rows(_FLAGS, [*where, span[1], span[0]])
    marks = [flag_mark(row, focus=row["flag_id"] == item["target_id"]) for row in flags]
    if kind == "claim":
        return [mark for claim in claims for mark in claim_marks(claim)] + marks
    return marks


def _text(snapshot: Snapshot, item: Row, span: Span) -> str:
    low, high = span
    if high <= low:
        return ""
    found = snapshot.row(_TEXT, [low + 1, high - low, item["text_sha256"]])
    return str(found["text"]) if found else ""


def concept_names(claim: Mapping[str, Any]) -> str:
    """The claim in a few words: subject, relation, object."""
    relation = str(claim["relation"]).replace("_", " ")
    return f"{claim['subject']} {relation} {claim['object']}"


_NEIGHBOURS = """
WITH own AS (
    SELECT document_id, extractor_version, ordinal FROM raw.sentences
    WHERE sentence_id = ? AND extractor_version = ?
)
SELECT s.ordinal - own.ordinal AS side, s.start_char, s.end_char
FROM own JOIN raw.sentences s ON s.document_id = own.document_id
    AND s.extractor_version = ? AND abs(s.ordinal - own.ordinal) <= 1
"""
_SENTENCE_LENGTH = """
SELECT end_char - start_char AS n FROM raw.sentences WHERE sentence_id = ? AND extractor_version = ?
"""
_TEXT = "SELECT substr(text, ?, ?) AS text FROM raw.texts WHERE text_sha256 = ?"
_FLAGS = """
SELECT flag_id, kind, category, start_char, end_char, severity, context, is_flag FROM raw.flags
WHERE document_id = ? AND extractor_version = ? AND start_char < ? AND end_char > ?
"""
_CLAIMS = """
SELECT claim_id, subject, relation, object, comparator, polarity, direction, valence, certainty,
    causal_strength, claim_type, holder_type, holder, design, sample_size, species, population,
    label_status, overclaim, overclaim_reasons, rule_id, subject_start, subject_end, object_start,
    object_end, trigger_start, trigger_end, start_char, end_char
FROM raw.claims WHERE extractor_version = ? AND
"""
_EVIDENCE = """
SELECT study_id, design, sample_size, species, phase, name, primary_significant, pilot, registry_id
FROM raw.studies WHERE document_id = ? AND extractor_version = ? ORDER BY ordinal LIMIT 4
"""
_DOCUMENT = """
SELECT document_id, source, source_kind, url, title, author, published_at, published_precision,
    first_seen, language, words, retracted, archive_file, archive_offset, version,
    (SELECT count(*) FROM raw.current c WHERE c.duplicate_of = d.document_id) AS copies
FROM raw.current d WHERE document_id = ? AND extractor_version = ?
"""
