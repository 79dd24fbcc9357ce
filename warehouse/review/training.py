"""What people judged as data that a model learns from: JSON lines, and spans for spaCy."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, DocBin

from extractors.errors import InputError
from warehouse.review.snapshot import Row, Snapshot, published_file

__all__ = ["Exported", "export_reviews"]

LINES, SPANS = "reviews.jsonl", "hype.spacy"
HYPE, NO_HYPE = "hype", "no_hype"
"""Span groups of the spaCy file: what people call hype, and what only the machine did."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    lines: int
    """Flags and claims with at least one verdict."""
    sentences: int
    """Sentences in the spaCy file."""
    hype: int
    no_hype: int
    widened: int
    """Spans that begin or end inside a token, and are a token longer in the spaCy file."""


def export_reviews(home: Path, folder: Path, nlp: Language) -> Exported:
    """How much was written: every verdict of the newest snapshot, on whatever version of its page.

    `reviews.jsonl` has one line for each judged flag and claim, with its sentence, offsets into
    the document (`start`, `end`) and into the sentence (`span`), each reader's verdict, and what
    they say together. `hype.spacy` is a DocBin with one document for each sentence that has a
    firm verdict, cut by the tokenizer of `nlp`: spans["hype"] labelled by category,
    spans["no_hype"] by the reason. Disputed and unsure flags are lines only. Raises InputError
    when the folder holds anything already, QueryError where nothing was published yet.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty: give a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = Snapshot(published_file(home))
    try:
        flags = [_flag_line(row) for row in snapshot.rows(_FLAGS)]
        claims = [_claim_line(row) for row in snapshot.rows(_CLAIMS)]
        flagged = {row["sentence_id"]: row["flags"] for row in snapshot.rows(_FLAGGED)}
    finally:
        snapshot.close()
    with (folder / LINES).open("w", encoding="utf-8") as file:
        for line in (*flags, *claims):
            file.write(json.dumps(line, ensure_ascii=False, default=_text) + "\n")
    return _write_spans(folder / SPANS, flags, flagged, nlp, len(flags) + len(claims))


def _flag_line(row: Row) -> dict[str, Any]:
    offset = row.pop("sentence_start")
    line = {"kind": "flag", **row, "judgements": _judgements(row)}
    line["span"] = [row["start"] - offset, row["end"] - offset]
    line["hype"], label = _label(line)
    line["label_span"] = [label[0] - offset, label[1] - offset] if label else None
    return line


def _claim_line(row: Row) -> dict[str, Any]:
    return {"kind": "claim", **row, "judgements": _judgements(row)}


def _judgements(row: Row) -> list[Mapping[str, Any]]:
    return [dict(judgement) for judgement in row["judgements"]]


def _label(line: Mapping[str, Any]) -> tuple[bool | None, tuple[int, int] | None]:
    """Is it hype, and which words of the document are; None where people do not settle it."""
    said = [j for j in line["judgements"] if j["verdict"] != "unsure"]
    if line["review"] == "accepted":
        return line["is_flag"], (line["start"], line["end"]) if line["is_flag"] else None
    if line["review"] != "rejected":
        return None, None
    if not any(judgement["reason"] == "wrong_span" for judgement in said):
        return not line["is_flag"], None if line["is_flag"] else (line["start"], line["end"])
    meant = {(j["start_char"], j["end_char"]) for j in said}
    start, end = next(iter(meant))
    return (True, (start, end)) if len(meant) == 1 and start is not None else (None, None)


def _write_spans(
    path: Path,
    flags: list[dict[str, Any]],
    flagged: Mapping[str, int],
    nlp: Language,
    lines: int,
) -> Exported:
    bin_ = DocBin(store_user_data=True)
    counts = {HYPE: 0, NO_HYPE: 0, "widened": 0}
    for sentence_id, found in _by_sentence(flags):
        doc = nlp.make_doc(found[0]["sentence"])
        doc.user_data = {
            "sentence_id": sentence_id,
            "url": found[0]["url"],
            "complete": len(found) >= flagged.get(sentence_id, 0),
        }
        _mark(doc, found, counts)
        bin_.add(doc)
    bin_.to_disk(path)
    return Exported(lines, len(bin_), counts[HYPE], counts[NO_HYPE], counts["widened"])


def _by_sentence(flags: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    sentences: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in flags:
        if line["hype"] is not None:
            sentences[line["sentence_id"]].append(line)
    yield from sorted(sentences.items())


def _mark(doc: Doc, found: list[dict[str, Any]], counts: dict[str, int]) -> None:
    groups: dict[str, list[Any]] = {HYPE: [], NO_HYPE: []}
    for line in found:
        group = HYPE if line["hype"] else NO_HYPE
        start, end = line["label_span"] or line["span"]
        reasons = [j["reason"] for j in line["judgements"] if j["reason"]]
        label = line["category"] if line["hype"] else (reasons or ["rejected"])[0]
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is None:
            continue
        counts["widened"] += (span.start_char, span.end_char) != (start, end)
        counts[group] += 1
        groups[group].append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans


def _text(value: object) -> str:
    isoformat = getattr(value, "isoformat", None)
    return f"{isoformat()}Z" if isoformat else str(value)


_SAID = """
WITH said AS (
    SELECT target_id, text_sha256, rule_id, rule_version, list({
        'reviewer': reviewer, 'verdict': verdict, 'reason': coalesce(reason, ''),
        'note': coalesce(note, ''), 'judged_at': judged_at, 'start_char': start_char,
        'end_char': end_char} ORDER BY judged_at) AS judgements
    FROM (
        SELECT * FROM raw.reviews QUALIFY row_number() OVER (
            PARTITION BY target_id, reviewer, text_sha256, rule_id, rule_version
            ORDER BY judged_at DESC, event_id DESC) = 1
    ) WHERE verdict IN ('accepted', 'rejected', 'unsure') AND target_kind = '%s' GROUP BY ALL
)
"""
_JUDGED = """
JOIN raw.documents d USING (document_id, extractor_version)
JOIN said s ON s.target_id = t.%s AND s.text_sha256 = d.text_sha256 AND s.rule_id = t.rule_id
JOIN raw.judged j ON j.target_id = s.target_id AND j.text_sha256 = s.text_sha256
    AND j.rule_id = s.rule_id AND j.rule_version = s.rule_version
"""
_FLAGS = f"""
{_SAID % "flag"}
SELECT t.flag_id AS id, t.document_id, d.url, d.source, d.text_sha256, t.sentence_id, t.sentence,
    x.start_char AS sentence_start, t.surface, t.start_char AS start, t.end_char AS end,
    t.category, t.severity, t.context, t.is_flag, t.rule_id, t.rule_version, j.review, s.judgements
FROM raw.flags t {_JUDGED % "flag_id"} AND s.rule_version = t.rule_version
JOIN raw.sentences x ON x.document_id = t.document_id
    AND x.extractor_version = t.extractor_version AND x.sentence_id = t.sentence_id
WHERE t.kind = 'hype'
QUALIFY row_number() OVER (PARTITION BY t.flag_id, t.rule_version ORDER BY d.load_id DESC) = 1
ORDER BY d.url, t.start_char, t.flag_id
"""
_CLAIMS = f"""
{_SAID % "claim"}
SELECT t.claim_id AS id, t.document_id, d.url, d.source, d.text_sha256, t.sentence_id, t.sentence,
    t.start_char AS sentence_start, t.subject_surface AS subject, t.subject_id, t.subject_start,
    t.subject_end, t.relation, t.object_surface AS object, t.object_id, t.object_start,
    t.object_end, t.polarity, t.certainty, t.rule_id, j.review, s.judgements
FROM raw.claims t {_JUDGED % "claim_id"}
QUALIFY row_number() OVER (PARTITION BY t.claim_id ORDER BY d.load_id DESC) = 1
ORDER BY d.url, t.start_char, t.claim_id
"""
_FLAGGED = """
SELECT sentence_id, count(DISTINCT flag_id) AS flags FROM raw.flags
WHERE kind = 'hype' AND sentence_id IN (
    SELECT sentence_id FROM raw.flags WHERE flag_id IN (SELECT target_id FROM raw.reviews)
)
GROUP BY ALL
"""
