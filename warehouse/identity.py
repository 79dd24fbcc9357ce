"""Ids that are hashes of content, so that the same thing always has the same id."""

from __future__ import annotations

import hashlib

from extractors.model import Claim, Flag, Study

__all__ = [
    "claim_id",
    "content_id",
    "document_id",
    "flag_id",
    "sentence_id",
    "study_id",
    "study_keys",
    "text_sha256",
]


def content_id(*parts: object) -> str:
    """Sixteen hex digits that stand for these parts in this order."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def text_sha256(text: str) -> str:
    """The SHA-256 of a document's text, in hex; equal texts are one story."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document_id(url: str, sha256: str) -> str:
    """One version of one page: the same page with other words is another document."""
    return content_id("document", url, sha256)


def sentence_id(document: str, start: int, end: int) -> str:
    """One sentence of one document."""
    return content_id("sentence", document, start, end)


def claim_id(document: str, claim: Claim) -> str:
    """One claim of one document, the same for every extractor version that finds it."""
    subject, target = claim.subject, claim.object
    spans = (subject.start, subject.end, target.start, target.end, claim.trigger)
    ids = (subject.concept_id, claim.relation, target.concept_id)
    return content_id("claim", document, *spans, *ids)


def flag_id(document: str, flag: Flag) -> str:
    """One flag of one document, the same for every extractor version that finds it."""
    return content_id("flag", document, flag.kind, flag.start, flag.end, flag.category)


def study_keys(study: Study, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Everything that identifies a study beyond one page, the strongest first; may be empty.

    Traits identify only together: design, size, what was given (`subjects`, concept ids) and how
    long or against what. Two trials that share only design and size stay apart.
    """
    keys = []
    if study.registry_id:
        keys.append(f"registry:{study.registry_id.strip().upper()}")
    if study.doi:
        keys.append(f"doi:{study.doi.strip().lower().removeprefix('https://doi.org/')}")
    if study.pmid:
        keys.append(f"pmid:{study.pmid.strip()}")
    if keys:
        return tuple(keys)
    if study.name:
        return (f"name:{' '.join(study.name.lower().split())}",)
    if study.sample_size and subjects and (study.duration or study.comparator):
        traits = (study.design, study.sample_size, study.duration, study.comparator, study.phase)
        return (f"traits:{content_id(*traits, study.species, study.arms, *sorted(subjects))}",)
    return ()


def study_id(url: str, keys: tuple[str, ...], ordinal: int) -> str:
    """One study, wherever it is told; one that nothing identifies belongs to its page alone."""
    return content_id("study", keys[0] if keys else f"page:{url}:{ordinal}")
