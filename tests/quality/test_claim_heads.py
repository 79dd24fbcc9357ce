"""The labelled claims: each label a word of its sentence, each reference the text labelled."""

from __future__ import annotations

import importlib.util
import tomllib
from collections import Counter
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest

from extractors.errors import InputError
from extractors.evaluation.labelled_claims import (
    FIELDS,
    LabelledClaim,
    read_claims,
    second_reading,
)
from extractors.evaluation.labelled_claims import (
    LABELS as FOLDER,
)
from extractors.evaluation.labelling_agreement import agreement
from extractors.language.words.tokens import blank_english

REFERENCES = tomllib.loads((FOLDER / "references.toml").read_text("utf-8"))


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"claim_heads_{name}", FOLDER / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(claims: list[LabelledClaim]) -> None:
    nlp = blank_english()
    for claim in claims:
        doc = nlp(claim.text)
        spans = [getattr(claim.heads, field) for field in FIELDS]
        assert all(doc.char_span(*span) for span in spans if span), f"{claim.id}: no whole word"
        assert len(set(spans)) == len(spans), f"{claim.id}: one word labelled twice"
    bare = sum(claim.heads.object is None for claim in claims)
    assert bare <= len(claims) / 10, "too many sentences without an object"


def test_own_sentences_are_labelled_on_words() -> None:
    claims = list(read_claims(FOLDER))
    check(claims)
    assert len(claims) >= 140
    assert {claim.heads.clause for claim in claims} == {"root", "embedded"}


@pytest.mark.data
def test_references_meet_the_text_that_was_labelled(data: Path) -> None:
    claims = [claim for claim in read_claims(FOLDER, data) if claim.origin != "own"]
    check(claims)
    assert len(claims) >= 140
    assert len({claim.origin for claim in claims}) >= 10


def test_ids_are_unique_and_a_third_is_held_out() -> None:
    ids = [claim.id for claim in read_claims(FOLDER)]
    ids += [row["id"] for row in REFERENCES["reference"]]
    assert [id for id, times in Counter(ids).items() if times > 1] == []
    own = Counter(claim.part for claim in read_claims(FOLDER))
    assert 0.25 < own["held_out"] / own.total() < 0.42


def test_no_two_own_sentences_share_a_template() -> None:
    words = {claim.id: Counter(claim.text.lower().split()) for claim in read_claims(FOLDER)}
    alike = [
        (one, two)
        for one, two in combinations(words, 2)
        if (words[one] & words[two]).total() > 0.6 * min(words[one].total(), words[two].total())
    ]
    assert alike == []


@pytest.mark.data
def test_the_draw_is_all_labelled_or_dropped_with_a_reason(data: Path) -> None:
    drawn = {(cut.file, cut.row, cut.start, cut.end): cut.id for cut in script("draw").draw(data)}
    labelled = {(r["file"], r["row"], *r["span"]): r["id"] for r in REFERENCES["reference"]}
    dropped = REFERENCES["dropped"]
    assert labelled.items() <= drawn.items()
    assert set(drawn.values()) == set(labelled.values()) | set(dropped)
    assert set(labelled.values()).isdisjoint(dropped)
    assert all(dropped.values())


@pytest.mark.data
def test_a_blind_reader_sees_sentences_and_hands_labels_back(data: Path) -> None:
    sheet = script("sheet")
    claims = list(read_claims(FOLDER, data))
    printed = sheet.sentences(claims).splitlines()
    keys, texts = zip(*(line.split("\t", 1) for line in printed), strict=True)
    assert sorted(texts) == sorted(claim.text for claim in claims)
    assert len(set(keys)) == len(claims)
    readings = {claim.id: claim.heads for claim in claims}
    again = tomllib.loads(sheet.in_toml(readings))["reading"]
    assert [row["id"] for row in again] == list(readings)
    assert [tuple(row["predicate"]) for row in again] == [c.heads.predicate for c in claims]


def test_a_filled_sheet_is_read_or_answered_line_by_line() -> None:
    sheet, claims = script("sheet"), list(read_claims(FOLDER))
    claim = next(c for c in claims if c.id == "improved-intransitive")
    key = sheet.key_of(claim)
    assert sheet.filled(f"{key}|improved|root|pain|\n", claims) == {claim.id: claim.heads}
    with pytest.raises(InputError, match=r"(?s)nobody.*healed.*main"):
        sheet.filled(
            f"nobody|was|root|here|\n{key}|healed|root|pain|\n{key}|improved|main|pain|", claims
        )


@pytest.mark.data
def test_the_second_reading_labels_what_the_set_holds(data: Path) -> None:
    second = second_reading(FOLDER)
    if not second:
        pytest.skip("no second reading yet")
    claims = list(read_claims(FOLDER, data))
    assert set(second) == {claim.id for claim in claims}
    check([LabelledClaim(c.id, c.text, c.origin, second[c.id]) for c in claims])
    assert agreement(claims, second).all_same >= 0.9
