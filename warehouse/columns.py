"""The columns of every staged table, in the order in which rows are written.

One list for three readers: `rows` fills it, `stage` writes Parquet with it, `load` inserts by
name from it. A test holds it against the database schema.
"""

from __future__ import annotations

import pyarrow as pa

__all__ = ["CONCEPTS", "READING_TABLES", "RUN_TABLES", "SCHEMAS", "STUDY_FIELDS"]

_TEXT = pa.string()
_INT = pa.int32()
_BIG = pa.int64()
_REAL = pa.float64()
_BOOL = pa.bool_()
_LIST = pa.list_(pa.string())
_WHEN = pa.timestamp("us")


def _schema(columns: dict[str, pa.DataType]) -> pa.Schema:
    return pa.schema(list(columns.items()))


def _of_reading(columns: dict[str, pa.DataType]) -> pa.Schema:
    return _schema({"document_id": _TEXT, "extractor_version": _TEXT} | columns)


def _named(names: str, kind: pa.DataType) -> dict[str, pa.DataType]:
    return dict.fromkeys(names.split(), kind)


STUDY_FIELDS = {
    "design": _TEXT,
    "sample_size": _INT,
    "species": _TEXT,
    "phase": _TEXT,
    "arms": _INT,
    "duration": _TEXT,
    "comparator": _TEXT,
    "primary_significant": _BOOL,
    "harms_reported": _BOOL,
    "name": _TEXT,
    "doi": _TEXT,
    "pmid": _TEXT,
    "registry_id": _TEXT,
    "pilot": _BOOL,
    "included": _TEXT,
}

READING_TABLES: dict[str, pa.Schema] = {
    "documents": _of_reading(
        _named("run_id source url", _TEXT)
        | {"fetched_at": _WHEN, "archive_file": _TEXT, "archive_offset": _BIG}
        | _named("payload_sha256 title author site", _TEXT)
        | {"published_at": _WHEN, "published_precision": _TEXT, "published_from": _TEXT}
        | {"modified_at": _WHEN}
        | _named("canonical_url language", _TEXT)
        | _named("words characters", _INT)
        | {"minhash": pa.list_(pa.uint32()), "numbers": _LIST}
        | _named("text_sha256 doi pmid", _TEXT)
        | _named("registry_ids publication_types robots", _LIST)
        | {"retracted": _BOOL, "licence": _TEXT, "links": _INT}
        | _named("verdict verdict_reason", _TEXT)
        | _named("claims hedged_claims overclaims", _INT)
        | _named("hype_flags worst_severity caveat_flags", _INT)
        | {"caveats": _LIST, "omissions": _INT, "strong_flags": _INT, "worst_span": _TEXT}
    ),
    "captures": _of_reading(
        _named("run_id source url", _TEXT)
        | {"fetched_at": _WHEN, "archive_file": _TEXT, "archive_offset": _BIG}
        | {"payload_sha256": _TEXT}
    ),
    "texts": _schema({"text_sha256": _TEXT, "text": _TEXT}),
    "regions": _of_reading(
        {"kind": _TEXT} | _named("start_char end_char", _INT) | {"label": _TEXT}
    ),
    "sentences": _of_reading(
        {"sentence_id": _TEXT, "ordinal": _INT, "region": _TEXT}
        | _named("start_char end_char", _INT)
        | {"text": _TEXT, "causal_strength": _INT, "certainty": _TEXT}
    ),
    "mentions": _of_reading(
        {"sentence_id": _TEXT}
        | _named("start_char end_char", _INT)
        | _named("surface type concept_id name link_method", _TEXT)
    ),
    "claims": _of_reading(
        _named("claim_id claim_key sentence_id region sentence", _TEXT)
        | _named("start_char end_char", _INT)
        | _named("subject subject_surface subject_type subject_id", _TEXT)
        | _named("subject_start subject_end", _INT)
        | {"relation": _TEXT}
        | _named("object object_surface object_type object_id", _TEXT)
        | _named("object_start object_end", _INT)
        | _named("comparator comparator_surface comparator_id", _TEXT)
        | _named("comparator_start comparator_end trigger_start trigger_end", _INT)
        | _named("polarity direction valence certainty", _TEXT)
        | {"causal_strength": _INT}
        | _named("claim_type holder_type holder population label_status", _TEXT)
        | _named("study_id design", _TEXT)
        | {"sample_size": _INT, "species": _TEXT}
        | _named("overclaim overclaim_reasons", _LIST)
        | {"rule_id": _TEXT}
    ),
    "flags": _of_reading(
        _named("flag_id flag_key kind category region sentence_id sentence surface", _TEXT)
        | _named("start_char end_char", _INT)
        | {"context": _TEXT, "is_flag": _BOOL}
        | _named("severity scope_start scope_end", _INT)
        | {"rule_id": _TEXT, "rule_version": _INT, "rationale": _TEXT, "holder": _TEXT}
    ),
    "quantities": _of_reading(
        _named("claim_id sentence surface", _TEXT)
        | _named("start_char end_char", _INT)
        | {"measure": _TEXT, "value": _REAL, "unit": _TEXT}
        | _named("ci_low ci_high p_value", _REAL)
        | _named("arm outcome", _TEXT)
    ),
    "studies": _of_reading({"study_id": _TEXT, "ordinal": _INT, "keys": _LIST} | STUDY_FIELDS),
    "signals": _of_reading(_named("kind signal evidence", _TEXT)),
}
"""What one reading becomes; every row belongs to (document_id, extractor_version)."""

_COUNTS = _named("discovered fetched unchanged failed documents", _INT)

RUN_TABLES: dict[str, pa.Schema] = {
    "sources": _schema(_named("name kind adapter homepage", _TEXT)),
    "runs": _schema(
        {"run_id": _TEXT, "started_at": _WHEN, "finished_at": _WHEN}
        | _named("status extractor_version", _TEXT)
        | _COUNTS
        | _named("claims hype_flags", _INT)
    ),
    "source_runs": _schema(_named("run_id source status", _TEXT) | _COUNTS | {"reason": _TEXT}),
    "fetches": _schema(
        _named("run_id source url", _TEXT)
        | {"fetched_at": _WHEN, "outcome": _TEXT, "status": _INT}
        | _named("final_url reason", _TEXT)
        | {"bytes": _BIG, "milliseconds": _INT, "archive_file": _TEXT, "archive_offset": _BIG}
    ),
    "issues": _schema(
        _named("run_id source url stage reason detail", _TEXT) | {"noticed_at": _WHEN}
    ),
}
"""What a run says about itself; the fields of the classes of `records`, in their order."""

CONCEPTS = _schema(
    _named("concept_id name type", _TEXT)
    | _named("synonyms xrefs classes targets", _LIST)
    | {"lower_is_better": _BOOL}
)

SCHEMAS = READING_TABLES | RUN_TABLES
