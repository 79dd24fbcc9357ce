"""Whether a parser finds predicate, subject and object of claims: labelled sentences, all three.

Attachment scores hide what this shows: one "reduced" read as an adjective costs one attachment
in ten, and the whole claim. Labels are words; a word that the tokenizer splits ("TNF-alpha", "37%")
counts by its outermost token. Relations are those of Universal Dependencies 2, subtypes ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from extractors.evaluation.labelled_claims import FIELDS, Field, LabelledClaim, Offsets

__all__ = ["Scores", "Verdict", "judge", "score"]

CLAUSES = {"ROOT", "acl", "advcl", "ccomp", "conj", "csubj", "parataxis", "xcomp"}
SUBJECTS = {"csubj", "nsubj"}
OBJECTS = {"advcl", "ccomp", "iobj", "obj", "obl", "xcomp"}
COMPLEMENTS_OF_NOMINALS = {"acl", "nmod"}
BE = {"am", "are", "be", "been", "being", "is", "was", "were", "'s", "’s"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a parse got wrong in one sentence: field to kind of failure; empty is all right."""

    claim: LabelledClaim
    failures: dict[Field, str]

    @property
    def right(self) -> bool:
        """Whether predicate, subject and object are all right."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Scores:
    """The verdicts of a set, counted."""

    verdicts: tuple[Verdict, ...]

    @property
    def all_right(self) -> float:
        """Share of sentences with predicate, subject and object right."""
        return _share([verdict.right for verdict in self.verdicts])

    def field(self, field: Field) -> float:
        """Share of sentences with this field right, among those that have it."""
        having = [v for v in self.verdicts if getattr(v.claim.heads, field) is not None]
        return _share([field not in verdict.failures for verdict in having])

    @property
    def kinds(self) -> Counter[str]:
        """How often each kind of failure, "subject: other head" and the like."""
        return Counter(
            f"{field}: {kind}" for v in self.verdicts for field, kind in v.failures.items()
        )


def _share(rights: list[bool]) -> float:
    return sum(rights) / len(rights) if rights else 0.0


def score(claims: Iterable[LabelledClaim], parse: Callable[[str], Doc]) -> Scores:
    """Verdicts on the parse of each sentence, parsed alone."""
    return Scores(tuple(judge(claim, parse(claim.text)) for claim in claims))


def judge(claim: LabelledClaim, doc: Doc) -> Verdict:
    """The verdict on one parse; its text must be the claim's."""
    assert doc.text == claim.text, claim.id
    heads = {
        field: _outermost(doc, span)
        for field in FIELDS
        if (span := getattr(claim.heads, field)) is not None
    }
    predicate, subject = heads["predicate"], heads["subject"]
    failures: dict[Field, str] = {
        f: "word in pieces" for f, token in heads.items() if token is None
    }
    if predicate is not None:
        failures |= _on_predicate(predicate, claim.heads.clause == "root")
        if subject is not None:
            failures |= _on_subject(subject, predicate)
        if (last := heads.get("object")) is not None:
            failures |= _on_object(last, predicate, subject)
    return Verdict(claim, failures)


def _outermost(doc: Doc, offsets: Offsets) -> Token | None:
    """The token of the word whose head lies outside of it; None where they are several."""
    span = doc.char_span(*offsets, alignment_mode="expand")
    assert span is not None, f"{offsets} lies outside of {doc.text!r}"
    outer = [token for token in span if token.head not in span or token.head == token]
    return outer[0] if len(outer) == 1 else None


def _on_predicate(token: Token, is_root: bool) -> dict[Field, str]:
    relation = _relation(token)
    if relation == "ROOT" or (not is_root and relation in CLAUSES):
        return {}
    return {"predicate": f"taken for {relation}"}


def _on_subject(token: Token, predicate: Token) -> dict[Field, str]:
    """In "X was shown to reduce Y" X hangs on "shown": the climb is over xcomp alone."""
    bearer = predicate
    while token.head != bearer and _relation(bearer) == "xcomp":
        bearer = bearer.head
    if token.head != bearer or token == bearer:
        return {"subject": "other head"}
    return {} if _relation(token) in SUBJECTS else {"subject": f"taken for {_relation(token)}"}


def _on_object(token: Token, predicate: Token, subject: Token | None) -> dict[Field, str]:
    """Objects shared by coordinated predicates may hang on either; those of "there is" on both."""
    relation, verbal = _relation(token), token.head.pos_ in {"AUX", "VERB"}
    bearers = [predicate, *(child for child in predicate.children if _relation(child) == "conj")]
    if subject is not None and predicate.lower_ in BE and token.head == subject:
        return {} if relation in COMPLEMENTS_OF_NOMINALS else {"object": f"taken for {relation}"}
    if token.head not in bearers or token == token.head:
        return {"object": "other head"}
    if relation in OBJECTS or (relation in COMPLEMENTS_OF_NOMINALS and not verbal):
        return {}
    return {"object": f"taken for {relation}"}


def _relation(token: Token) -> str:
    return token.dep_.partition(":")[0]
