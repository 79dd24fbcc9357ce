"""Fields of rows that an object of the data model gives by itself, without its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractors.model import Claim, Document, Flag, Mention
from warehouse.moments import moment

__all__ = ["Row", "actor_fields", "counted_fields", "document_fields", "flag_fields",
           "judged_fields"]  # fmt: skip

Row = dict[str, Any]

_STRONG = 2
"""From this severity hype is more than colour."""


def document_fields(document: Document) -> Row:
    """What a document says of itself."""
    return {
        "title": document.title,
        "author": document.author,
        "site": document.site,
        "published_at": moment(document.published_at),
        "published_precision": document.published_precision,
        "published_from": document.published_from,
        "modified_at": moment(document.modified_at),
        "canonical_url": document.canonical_url,
        "language": document.language,
        "doi": document.doi,
        "pmid": document.pmid,
        "registry_ids": list(document.registry_ids),
        "publication_types": list(document.publication_types),
        "robots": list(document.robots),
        "retracted": document.retracted,
        "licence": document.licence,
        "links": document.links,
        "verdict": document.verdict,
        "verdict_reason": document.verdict_reason,
        "minhash": list(document.minhash),
        "numbers": list(document.numbers),
    }


def counted_fields(tables: Mapping[str, list[Row]]) -> Row:
    """How much of each kind the rows of a page hold: what its profile shows."""
    hype = [row for row in tables["flags"] if row["kind"] == "hype" and row["is_flag"]]
    caveats = [row["category"] for row in tables["flags"] if row["kind"] == "caveat"]
    asserted = [row for row in tables["claims"] if _is_asserted(row["certainty"])]
    return {
        "claims": len(asserted),
        "hedged_claims": sum(row["certainty"] != "fact" for row in asserted),
        "overclaims": sum(bool(row["overclaim"]) for row in asserted),
        "hype_flags": len(hype),
        "worst_severity": max((row["severity"] for row in hype), default=0),
        "caveat_flags": len(caveats),
        "caveats": sorted(set(caveats)),
        "omissions": sum(row["kind"] == "omission" for row in tables["signals"]),
        "strong_flags": sum(row["severity"] >= _STRONG for row in hype),
        "worst_span": _loudest(hype),
    }


def _loudest(hype: list[Row]) -> str | None:
    """The words of the most severe flag, the first of them; None without hype."""
    worst = min(hype, key=lambda row: (-row["severity"], row["start_char"]), default=None)
    return str(worst["surface"]) if worst else None


def _is_asserted(certainty: str) -> bool:
    """True unless the relation is only raised, asked or denied as fact."""
    return certainty not in ("uncommitted", "counterfact")


def _actor(role: str, mention: Mention | None) -> Row:
    return {
        role: mention.name if mention else None,
        f"{role}_surface": mention.surface if mention else None,
        f"{role}_id": mention.concept_id if mention else None,
        f"{role}_start": mention.start if mention else None,
        f"{role}_end": mention.end if mention else None,
    }


def actor_fields(claim: Claim) -> Row:
    """Who does what to whom, and where the words stand."""
    trigger_start, trigger_end = claim.trigger or (None, None)
    return {
        **_actor("subject", claim.subject),
        "subject_type": claim.subject.type,
        "relation": claim.relation,
        **_actor("object", claim.object),
        "object_type": claim.object.type,
        **_actor("comparator", claim.comparator),
        "trigger_start": trigger_start,
        "trigger_end": trigger_end,
    }


def judged_fields(claim: Claim) -> Row:
    """Which way, how surely, by whose word and by which rule a claim is put."""
    return {
        "polarity": claim.polarity,
        "direction": claim.direction,
        "valence": claim.valence,
        "certainty": claim.certainty,
        "causal_strength": claim.causal_strength,
        "claim_type": claim.claim_type,
        "holder_type": claim.holder_type,
        "holder": claim.holder,
        "population": claim.population,
        "label_status": claim.label_status,
        "overclaim": [gap.gap for gap in claim.overclaim],
        "overclaim_reasons": [gap.reason for gap in claim.overclaim],
        "rule_id": claim.rule_id,
    }


def flag_fields(flag: Flag) -> Row:
    """The words of a flag, and how they are judged."""
    return {
        "kind": flag.kind,
        "category": flag.category,
        "surface": flag.surface,
        "context": flag.context,
        "is_flag": flag.is_flag,
        "severity": flag.severity,
        "rule_id": flag.rule_id,
        "rule_version": flag.rule_version,
        "rationale": flag.rationale,
        "holder": flag.holder,
    }
