"""One reading and its provenance, as rows of the warehouse's tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from extractors.model import Claim, Flag, Quantity, Reading, Sentence, Study
from warehouse import identity
from warehouse.moments import moment
from warehouse.records import Capture
from warehouse.row_fields import (
    Row,
    actor_fields,
    counted_fields,
    document_fields,
    flag_fields,
    judged_fields,
)
from warehouse.told_studies import ToldStudy, studies_told

__all__ = ["Row", "reading_rows"]

_NO_SENTENCE = Sentence(0, 0, "body", None, None)


def reading_rows(capture: Capture, reading: Reading) -> dict[str, list[Row]]:
    """The rows of every table of `columns.READING_TABLES` that this reading fills.

    Claims or flags with the same id (same words, same kind) are one row: the first.
    """
    page = _Page.of(capture, reading)
    tables = {
        "captures": [page.captured()],
        "texts": [{"text_sha256": page.sha256, "text": reading.document.text}],
        "regions": list(page.regions()),
        "sentences": list(page.sentences()),
        "mentions": list(page.mentions()),
        "claims": _first_of_each(page.claims(), "claim_id"),
        "flags": _first_of_each(page.flags(), "flag_id"),
        "quantities": list(page.quantities()),
        "studies": list(page.studies()),
        "signals": list(page.signals()),
    }
    tables["documents"] = [page.document(tables)]
    return tables


def _first_of_each(rows: Iterator[Row], key: str) -> list[Row]:
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row[key], row)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Page:
    """A reading with its ids, and the sentences in a form that offsets can be looked up in."""

    capture: Capture
    reading: Reading
    sha256: str
    document_id: str
    starts: tuple[int, ...]
    told: Mapping[Study, ToldStudy]

    @classmethod
    def of(cls, capture: Capture, reading: Reading) -> _Page:
        sha256 = identity.text_sha256(reading.document.text)
        return cls(
            capture,
            reading,
            sha256,
            identity.document_id(capture.url, sha256),
            tuple(sentence.start for sentence in reading.sentences),
            {told.study: told for told in studies_told(capture, reading)},
        )

    def _row(self, **fields: Any) -> Row:
        key = {"document_id": self.document_id, "extractor_version": self.reading.extractor_version}
        return key | fields

    def _sentence_at(self, offset: int) -> Sentence:
        index = bisect_right(self.starts, offset) - 1
        return self.reading.sentences[index] if index >= 0 else _NO_SENTENCE

    def _text(self, sentence: Sentence) -> str:
        return self.reading.document.text[sentence.start : sentence.end]

    def _sentence_id(self, sentence: Sentence) -> str | None:
        if sentence is _NO_SENTENCE:
            return None
        return identity.sentence_id(self.document_id, sentence.start, sentence.end)

    def captured(self) -> Row:
        return self._row(**asdict(self.capture) | {"fetched_at": moment(self.capture.fetched_at)})

    def document(self, tables: Mapping[str, list[Row]]) -> Row:
        document = self.reading.document
        return self.captured() | self._row(
            text_sha256=self.sha256,
            words=len(document.text.split()),
            characters=len(document.text),
            **document_fields(document),
            **counted_fields(tables),
        )

    def regions(self) -> Iterator[Row]:
        for region in self.reading.document.regions:
            yield self._row(
                kind=region.kind, start_char=region.start, end_char=region.end, label=region.label
            )

    def sentences(self) -> Iterator[Row]:
        for ordinal, sentence in enumerate(self.reading.sentences):
            yield self._row(
                sentence_id=self._sentence_id(sentence),
                ordinal=ordinal,
                region=sentence.region,
                start_char=sentence.start,
                end_char=sentence.end,
                text=self._text(sentence),
                causal_strength=sentence.causal_strength,
                certainty=sentence.certainty,
            )

    def mentions(self) -> Iterator[Row]:
        for mention in self.reading.mentions:
            yield self._row(
                sentence_id=self._sentence_id(self._sentence_at(mention.start)),
                start_char=mention.start,
                end_char=mention.end,
                surface=mention.surface,
                type=mention.type,
                concept_id=mention.concept_id,
                name=mention.name,
                link_method=mention.link_method,
            )

    def claims(self) -> Iterator[Row]:
        for claim in self.reading.claims:
            yield self._row(
                claim_id=identity.claim_id(self.document_id, claim),
                **self._where(claim),
                **actor_fields(claim),
                **judged_fields(claim),
                **self._backed(claim),
            )

    def _where(self, claim: Claim) -> Row:
        start, end = claim.sentence
        sentence = self._sentence_at(start)
        text = self.reading.document.text[start:end]
        ids = (claim.subject.concept_id, claim.relation, claim.object.concept_id)
        return {
            "claim_key": identity.content_id(self.capture.url, text, *ids),
            "sentence_id": self._sentence_id(sentence),
            "region": sentence.region,
            "sentence": text,
            "start_char": start,
            "end_char": end,
        }

    def _backed(self, claim: Claim) -> Row:
        study = claim.study
        told = self.told.get(study) if study else None
        return {
            "study_id": told.study_id if told else None,
            "design": study.design if study else None,
            "sample_size": study.sample_size if study else None,
            "species": study.species if study else None,
        }

    def flags(self) -> Iterator[Row]:
        for flag in self.reading.flags:
            sentence = self._sentence_at(flag.start)
            scope_start, scope_end = flag.scope or (None, None)
            yield self._row(
                flag_id=identity.flag_id(self.document_id, flag),
                flag_key=self._flag_key(flag, sentence),
                region=sentence.region,
                sentence_id=self._sentence_id(sentence),
                sentence=self._text(sentence),
                start_char=flag.start,
                end_char=flag.end,
                scope_start=scope_start,
                scope_end=scope_end,
                **flag_fields(flag),
            )

    def _flag_key(self, flag: Flag, sentence: Sentence) -> str:
        words = (self._text(sentence), flag.surface, flag.start - sentence.start)
        return identity.content_id(self.capture.url, *words, flag.kind, flag.category)

    def quantities(self) -> Iterator[Row]:
        claimed = set()
        for claim in self.reading.claims:
            for quantity in claim.quantities:
                claimed.add(quantity)
                yield self._quantity(quantity, identity.claim_id(self.document_id, claim))
        for quantity in self.reading.quantities:
            if quantity not in claimed:
                yield self._quantity(quantity, None)

    def _quantity(self, quantity: Quantity, claim_id: str | None) -> Row:
        fields = asdict(quantity)
        span = {"start_char": fields.pop("start"), "end_char": fields.pop("end")}
        sentence = self._text(self._sentence_at(quantity.start))
        return self._row(claim_id=claim_id, sentence=sentence, **span, **fields)

    def studies(self) -> Iterator[Row]:
        for told in self.told.values():
            yield self._row(
                study_id=told.study_id,
                ordinal=told.ordinal,
                keys=list(told.keys),
                **asdict(told.study),
            )

    def signals(self) -> Iterator[Row]:
        document = self.reading.document
        for omission in self.reading.omissions:
            yield self._row(kind="omission", signal=omission.signal, evidence=omission.evidence)
        for sign in document.farm_signals:
            yield self._row(kind="farm", signal=sign.signal, evidence=sign.evidence)
        for dropped in document.dropped:
            evidence = f"{dropped.characters} characters"
            yield self._row(kind="dropped", signal=dropped.reason, evidence=evidence)
