"""One reading and its provenance, as rows of the warehouse's tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from extractors.model import Claim, Document, Flag, Mention, Quantity, Reading, Sentence, Study
from warehouse import identity
from warehouse.moments import moment
from warehouse.records import Capture

__all__ = ["Row", "reading_rows"]

Row = dict[str, Any]
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
class _Told:
    """A study as this page tells it, with its place in the reading and what identifies it."""

    study: Study
    ordinal: int
    study_id: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A reading with its ids, and the sentences in a form that offsets can be looked up in."""

    capture: Capture
    reading: Reading
    sha256: str
    document_id: str
    starts: tuple[int, ...]
    told: Mapping[Study, _Told]

    @classmethod
    def of(cls, capture: Capture, reading: Reading) -> _Page:
        sha256 = identity.text_sha256(reading.document.text)
        return cls(
            capture,
            reading,
            sha256,
            identity.document_id(capture.url, sha256),
            tuple(sentence.start for sentence in reading.sentences),
            {told.study: told for told in _studies_told(capture, reading)},
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
            **_described(document),
            **_counted(tables),
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
                **_actors(claim),
                **_judged(claim),
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
                **_worded(flag),
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


def _studies_told(capture: Capture, reading: Reading) -> Iterator[_Told]:
    backed = [claim.study for claim in reading.claims if claim.study]
    studies = list(dict.fromkeys([*reading.studies, *backed]))
    for ordinal, study in enumerate(studies):
        subjects = {c.subject.concept_id for c in reading.claims if c.study == study}
        identified = _identified(study, reading.document) if len(studies) == 1 else study
        keys = identity.study_keys(identified, tuple(subjects))
        yield _Told(study, ordinal, identity.study_id(capture.url, keys, ordinal), keys)


def _identified(study: Study, document: Document) -> Study:
    """The only study of a page, with the page's own ids: a paper reports it, or it is named."""
    if study.registry_id or study.doi or study.pmid:
        return study
    registry = document.registry_ids[0] if len(document.registry_ids) == 1 else None
    if not document.publication_types:
        return replace(study, registry_id=registry)
    return replace(study, registry_id=registry, doi=document.doi, pmid=document.pmid)


def _described(document: Document) -> Row:
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


def _counted(tables: Mapping[str, list[Row]]) -> Row:
    hype = [row for row in tables["flags"] if row["kind"] == "hype" and row["is_flag"]]
    caveats = [row["category"] for row in tables["flags"] if row["kind"] == "caveat"]
    asserted = [row for row in tables["claims"] if is_asserted(row["certainty"])]
    return {
        "claims": len(asserted),
        "hedged_claims": sum(row["certainty"] != "fact" for row in asserted),
        "overclaims": sum(bool(row["overclaim"]) for row in asserted),
        "hype_flags": len(hype),
        "worst_severity": max((row["severity"] for row in hype), default=0),
        "caveat_flags": len(caveats),
        "caveats": sorted(set(caveats)),
        "omissions": sum(row["kind"] == "omission" for row in tables["signals"]),
    }


def is_asserted(certainty: str) -> bool:
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


def _actors(claim: Claim) -> Row:
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


def _judged(claim: Claim) -> Row:
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


def _worded(flag: Flag) -> Row:
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
