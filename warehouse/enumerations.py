"""Which columns hold the enumerations of the data model, and the first value that is in none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_args

from extractors import model

__all__ = ["ENUMERATIONS", "first_breach"]

ENUMERATIONS = {
    "regions.kind": model.RegionKind,
    "sentences.region": model.RegionKind,
    "sentences.certainty": model.Certainty,
    "sentences.causal_strength": model.CausalStrength,
    "mentions.type": model.MentionType,
    "mentions.link_method": model.LinkMethod,
    "claims.region": model.RegionKind,
    "claims.subject_type": model.MentionType,
    "claims.object_type": model.MentionType,
    "claims.relation": model.Relation,
    "claims.polarity": model.Polarity,
    "claims.direction": model.Direction,
    "claims.valence": model.Valence,
    "claims.certainty": model.Certainty,
    "claims.causal_strength": model.CausalStrength,
    "claims.claim_type": model.ClaimType,
    "claims.holder_type": model.HolderType,
    "claims.label_status": model.LabelStatus,
    "claims.design": model.Design,
    "flags.kind": model.FlagKind,
    "flags.context": model.HypeContext,
    "quantities.measure": model.Measure,
    "studies.design": model.Design,
    "studies.included": model.Design,
    "documents.verdict": model.Verdict,
    "documents.published_precision": model.DatePrecision,
}
"""Which column holds which enumeration of the data model; NULL is allowed everywhere."""


def first_breach(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> str | None:
    """What is wrong with the first value outside its enumeration; None when all are inside."""
    for table, column, allowed in _allowed():
        for row in tables.get(table, ()):
            value = row[column]
            if value is not None and value not in allowed:
                return f"{table}.{column} is {value!r}"
    for row in tables.get("flags", ()):
        if row["category"] not in _categories().get(row["kind"], {row["category"]}):
            return f"{row['kind']} category is {row['category']!r}"
    return None


@cache
def _allowed() -> tuple[tuple[str, str, frozenset[Any]], ...]:
    return tuple(
        (place.split(".")[0], place.split(".")[1], frozenset(get_args(literal)))
        for place, literal in ENUMERATIONS.items()
    )


@cache
def _categories() -> Mapping[str, frozenset[Any]]:
    kinds = {"hype": model.HypeCategory, "caveat": model.CaveatCategory}
    return {kind: frozenset(get_args(literal)) for kind, literal in kinds.items()}
