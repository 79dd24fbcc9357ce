"""The studies of one reading as its page tells them, and what identifies each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.model import Document, Reading, Study
from warehouse import identity
from warehouse.records import Capture

__all__ = ["ToldStudy", "studies_told"]


@dataclass(frozen=True, slots=True)
class ToldStudy:
    """A study as a page tells it."""

    study: Study
    ordinal: int
    """Its place in the reading, from 0."""
    study_id: str
    keys: tuple[str, ...]
    """What identifies it beyond the page, the strongest first; may be empty."""


def studies_told(capture: Capture, reading: Reading) -> Iterator[ToldStudy]:
    """Each study that the reading reports, or that a claim of it rests on, once."""
    backed = [claim.study for claim in reading.claims if claim.study]
    studies = list(dict.fromkeys([*reading.studies, *backed]))
    for ordinal, study in enumerate(studies):
        subjects = {c.subject.concept_id for c in reading.claims if c.study == study}
        identified = _identified(study, reading.document) if len(studies) == 1 else study
        keys = identity.study_keys(identified, tuple(subjects))
        yield ToldStudy(study, ordinal, identity.study_id(capture.url, keys, ordinal), keys)


def _identified(study: Study, document: Document) -> Study:
    """The only study of a page, with the page's own ids: a paper reports it, or it is named."""
    if study.registry_id or study.doi or study.pmid:
        return study
    registry = document.registry_ids[0] if len(document.registry_ids) == 1 else None
    if not document.publication_types:
        return replace(study, registry_id=registry)
    return replace(study, registry_id=registry, doi=document.doi, pmid=document.pmid)
