"""One flag or claim with everything that a reader needs to judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from warehouse.review.passages import Mark, marked
from warehouse.review.snapshot import Row, Snapshot
from warehouse.reviews import TargetKind

__all__ = ["Card", "claim_marks", "flag_mark", "read_card"]

Span = tuple[int, int]

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
    cut_before: bool
    """Does more of the sentence before stand there than is shown?"""
    cut_after: bool
    start: int
    end: int
    claims: Sequence[Row]
    """Claims of the sentence; of a claim, itself alone."""
    claim_groups: Sequence[Sequence[Row]]
    """The same, those with the same gaps together."""
    evidence: Sequence[Row]
    """Studies that the page reports or names."""
    document: Row
    kinds: Sequence[str]
    """Kinds of marks that are shown, for the legend."""


def read_card(snapshot: Snapshot, kind: TargetKind, item: Row) -> Card:
    """The card of one item of the queue."""
    where = [item["document_id"], item["extractor_version"]]
    claims = _claims(snapshot, kind, item, where)
    start, end = _place(kind, item, claims)
    own, spans = _window(snapshot, item, where, start, end)
    (first, _), (low, high), (_, last) = spans
    marks = _marks(snapshot, kind, item, claims, [*where, last, first])
    text = _text(snapshot, item, (first, last))
    spans, cut = _at_words(text, spans)
    before, sentence, after = (
        marked(text[start - first : stop - first], start, marks) for start, stop in spans
    )
    return Card(
        kind,
        item,
        before,
        sentence,
        after,
        text[low - first : high - first],
        low,
        high,
        max(0, own[1] - own[0] - (high - low)),
        *cut,
        start,
        end,
        claims,
        _grouped(claims),
        snapshot.rows(_EVIDENCE, where),
        snapshot.row(_DOCUMENT, where) or {},
        sorted({mark.kind for mark in marks if mark.start < last and mark.end > first}),
    )


def _at_words(
    text: str, spans: tuple[Span, Span, Span]
) -> tuple[tuple[Span, Span, Span], tuple[bool, bool]]:
    """The neighbours cut between words where they were too long, and whether each was cut."""
    (first, low), own, (high, last) = spans
    cut_before, cut_after = low - first == _NEIGHBOUR, last - high == _NEIGHBOUR
    if cut_before:
        first += len(text[: low - first].partition(" ")[0])
    if cut_after:
        last -= len(text[high - last :].rpartition(" ")[2])
    return ((first, low), own, (high, last)), (cut_before, cut_after)


def _grouped(claims: Sequence[Row]) -> list[list[Row]]:
    """The claims, those that outrun their evidence in the same way together."""
    groups: dict[str, list[Row]] = {}
    for claim in claims:
        same = repr((claim["overclaim"], claim["overclaim_reasons"], claim["design"]))
        groups.setdefault(same, []).append(claim)
    return list(groups.values())


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


def _claims(snapshot: Snapshot, kind: TargetKind, item: Row, where: list[Any]) -> list[Row]:
    """The claims of the flag's sentence, or the claim itself; documents first: that is quick."""
    if kind == "claim":
        return snapshot.rows(f"{_CLAIMS} AND claim_id = ?", [*where, item["target_id"]])
    return snapshot.rows(
        f"{_CLAIMS} AND sentence_id = ? ORDER BY len(overclaim) DESC, subject_start",
        [*where, item["sentence_id"]],
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


def _window(
    snapshot: Snapshot, item: Row, where: list[Any], start: int, end: int
) -> tuple[Span, tuple[Span, Span, Span]]:
    """The whole sentence, and what is shown of the one before, of itself and of the one after."""
    here = snapshot.row(_OWN, [*where, item["sentence_id"]])
    place = here["ordinal"] if here else 0
    rows = snapshot.rows(_NEIGHBOURS, [*where, place - 1, place + 1]) if here else ()
    around = {row["ordinal"] - place: (row["start_char"], row["end_char"]) for row in rows}
    own = around.get(0, (max(0, start - _AROUND), end + _AROUND))
    low, high = max(own[0], start - _AROUND), min(own[1], end + _AROUND)
    if low > own[0] or high < own[1]:
        return own, ((low, low), (low, high), (high, high))
    before = around.get(-1, (low, low))
    after = around.get(1, (high, high))
    return own, (
        (max(before[0], low - _NEIGHBOUR), low),
        (low, high),
        (high, min(after[1], high + _NEIGHBOUR)),
    )


def _marks(
    snapshot: Snapshot, kind: TargetKind, item: Row, claims: Sequence[Row], where: list[Any]
) -> list[Mark]:
    flags = snapshot.rows(_FLAGS, where)
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


_OWN = """
SELECT ordinal FROM raw.sentences
WHERE document_id = ? AND extractor_version = ? AND sentence_id = ?
"""
_NEIGHBOURS = """
SELECT ordinal, start_char, end_char FROM raw.sentences
WHERE document_id = ? AND extractor_version = ? AND ordinal BETWEEN ? AND ?
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
FROM raw.claims WHERE document_id = ? AND extractor_version = ?
"""
_EVIDENCE = """
SELECT study_id, design, sample_size, species, phase, name, primary_significant, pilot, registry_id
FROM raw.studies WHERE document_id = ? AND extractor_version = ? ORDER BY ordinal LIMIT 4
"""
_DOCUMENT = """
SELECT document_id, source, url, title, author, published_at, published_precision,
    first_seen, language, words, retracted, archive_file, archive_offset, version
FROM raw.documents WHERE document_id = ? AND extractor_version = ?
"""
