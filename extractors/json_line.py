"""A reading as the JSON object that `hedgerow extract` writes, one line for each document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from extractors.model import Claim, Flag, Mention, Quantity, Reading, Study

JsonObject = dict[str, Any]


def json_line(reading: Reading) -> JsonObject:
    """The reading as plain lists and dictionaries; offsets index its "text"."""
    document = reading.document
    return {
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "language": document.language,
        "regions": [
            {"kind": region.kind, "start": region.start, "end": region.end}
            for region in document.regions
        ],
        "sentences": [asdict(sentence) for sentence in reading.sentences],
        "mentions": [asdict(mention) for mention in reading.mentions],
        "claims": [_claim(claim) for claim in reading.claims],
        "flags": [_flag(flag) for flag in reading.flags],
        "quantities": [_quantity(quantity) for quantity in reading.quantities],
        "omissions": [asdict(omission) for omission in reading.omissions],
        "verdict": document.verdict,
        "verdict_reason": document.verdict_reason,
        "dropped": [asdict(dropped) for dropped in document.dropped],
        "extractor_version": reading.extractor_version,
    }


def _mention(mention: Mention | None) -> JsonObject | None:
    if mention is None:
        return None
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "type": mention.type,
        "concept_id": mention.concept_id,
        "name": mention.name,
        "link_method": mention.link_method,
    }


def _claim(claim: Claim) -> JsonObject:
    return {
        "sentence": list(claim.sentence),
        "subject": _mention(claim.subject),
        "relation": claim.relation,
        "object": _mention(claim.object),
        "comparator": _mention(claim.comparator),
        "trigger": list(claim.trigger) if claim.trigger else None,
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
        "study": _study(claim.study),
        "quantities": [_quantity(quantity) for quantity in claim.quantities],
        "overclaim": [overclaim.gap for overclaim in claim.overclaim],
        "overclaim_reasons": [overclaim.reason for overclaim in claim.overclaim],
        "rule_id": claim.rule_id,
    }


def _study(study: Study | None) -> JsonObject | None:
    return asdict(study) if study else None


def _quantity(quantity: Quantity) -> JsonObject:
    return asdict(quantity)


def _flag(flag: Flag) -> JsonObject:
    return {**asdict(flag), "scope": list(flag.scope) if flag.scope else None}
