"""The table of licensed uses: each row names the document that says so, and real concepts."""

from __future__ import annotations

import csv
import re
from importlib import resources

import pytest

from extractors.language.annotate import annotate
from extractors.language.names.lexicon import load_lexicon
from extractors.model import Document

PATH = resources.files("extractors") / "rules" / "label_status.csv"
ROWS = list(csv.DictReader(PATH.read_text("utf-8").splitlines()))
LABELS = re.compile(r"(?:FDA|EMA|EU SmPC|UK SmPC) [A-Za-z].* 20[012]\d")
NO_LABEL = re.compile(r"(?:authorised in \w+; )?no FDA or EMA marketing authorisation.* 20[012]\d$")
TYPES = {concept.name: concept.type for concept in load_lexicon().concepts.values()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['drug']}-{row['condition']}")
def test_a_status_has_its_document_and_its_concepts(row: dict[str, str]) -> None:
    if row["status"] in {"on_label", "off_label"}:
        assert LABELS.match(row["source"])
        assert row["drug"] and row["condition"], "a label speaks of one drug and one condition"
    else:
        assert row["status"] == "investigational", "what is unknown needs no row"
        assert NO_LABEL.match(row["source"])
        assert row["condition"] == "", "a drug without any authorisation has no licensed use"
    if row["drug"]:
        assert TYPES[row["drug"]] in {"drug", "drug_class", "procedure"}
    if row["condition"]:
        assert TYPES[row["condition"]] in {"condition", "symptom"}


def test_no_pair_stands_twice() -> None:
    pairs = [(row["drug"], row["condition"]) for row in ROWS]
    assert len(pairs) == len(set(pairs))


def test_without_a_row_of_the_pair_the_status_is_unknown() -> None:
    lexicon = load_lexicon()
    rows = {(row["drug"], row["condition"]) for row in ROWS}
    drugs = [c for c in lexicon.concepts.values() if c.type == "drug"]
    ills = [c for c in lexicon.concepts.values() if c.type == "condition"]
    told = {
        lexicon.label_status(drug.concept_id, ill.concept_id)
        for drug in drugs
        for ill in ills
        if (drug.name, ill.name) not in rows and (drug.name, "") not in rows
    }
    assert told == {"unknown"}


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Ixekizumab caused psoriasis in some adults.", "unknown"),
        ("Ixekizumab eased psoriasis in some adults.", "on_label"),
    ],
)
def test_a_harm_is_no_indication(sentence: str, status: str) -> None:
    (claim,) = annotate(Document("x", sentence)).claims
    assert claim.label_status == status


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("Prasugrel is used off-label to treat gout.", {"off_label"}),
        ("Prasugrel treats gout, though the use is off-label.", {"off_label"}),
        ("Off-label prasugrel relieves gout.", {"off_label"}),
        ("Prasugrel is not approved for gout. Prasugrel eases gout.", {"off_label"}),
        ("Prasugrel is approved for gout.", {"unknown"}),
        ("Prasugrel treats gout, and its use there is not off-label.", {"unknown"}),
        ("Prasugrel eases gout. Off-label uses of other drugs are common.", {"unknown"}),
        ("Apixaban is used off-label for stroke. Prasugrel eases gout.", {"off_label", "unknown"}),
        ("Trials ask whether prasugrel is used off-label to treat gout.", {"unknown"}),
        ("Colchicine is used off-label to treat gout.", {"on_label"}),
    ],
)
def test_a_text_itself_may_call_a_use_off_label(text: str, statuses: set[str]) -> None:
    claims = annotate(Document("x", text)).claims
    assert {claim.label_status for claim in claims} == statuses
