"""Labels are written as words, references hold no text, and both say so when they no longer fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.errors import InputError
from extractors.evaluation.labelled_claims import (
    ClaimHeads,
    LabelledClaim,
    read_claims,
    second_reading,
    word_offsets,
)
from extractors.evaluation.labelling_agreement import agreement
from extractors.evaluation.public_rows import fingerprint

TEXT = "Any gain in mood was offset by weight gain."
OWN = f"""
[[sentence]]
id = "offset"
text = "{TEXT}"
predicate = "offset"
clause = "root"
subject = "gain#1"
object = "gain#2"
"""
REFERENCE = """
[[reference]]
id = "pubmed-1"
file = "causal_strength/pubmed.jsonl"
row = 1
span = [5, 22]
sha256 = "{}"
predicate = [5, 10]
clause = "root"
subject = [0, 4]
object = []
"""


def make_set(folder: Path, own: str = OWN, sha256: str = fingerprint("Pain eased today.")) -> Path:
    (folder / "own.toml").write_text(own, "utf-8")
    (folder / "references.toml").write_text(REFERENCE.format(sha256), "utf-8")
    rows = [{"text": "First."}, {"text": "Well\u2028Pain eased today."}]
    data = folder / "causal_strength" / "pubmed.jsonl"
    data.parent.mkdir()
    data.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return folder


def test_both_files_are_read_with_the_data_one_without(tmp_path: Path) -> None:
    folder = make_set(tmp_path)
    own, real = read_claims(folder, folder)
    assert [own.words("subject"), own.heads.object] == ["gain", (38, 42)]
    assert (real.text, real.origin) == ("Pain eased today.", "causal_strength/pubmed.jsonl")
    assert [real.words("predicate"), real.words("object")] == ["eased", ""]
    assert list(read_claims(folder)) == [own]


def test_a_changed_row_is_noticed(tmp_path: Path) -> None:
    folder = make_set(tmp_path, sha256="0" * 12)
    with pytest.raises(InputError, match=r"pubmed-1: causal_strength/pubmed.jsonl row 1"):
        list(read_claims(folder, folder))


@pytest.mark.parametrize("written", ["gain", "gain#3", "ffset", "weigh", "offset#1"])
def test_a_word_must_be_whole_and_one(written: str) -> None:
    with pytest.raises(InputError, match=written):
        word_offsets(written, TEXT)


def test_a_clause_is_root_or_embedded(tmp_path: Path) -> None:
    folder = make_set(tmp_path, own=OWN.replace('"root"', '"main"'))
    with pytest.raises(InputError, match="main"):
        list(read_claims(folder))


def test_agreement_counts_each_label(tmp_path: Path) -> None:
    folder = make_set(tmp_path)
    assert second_reading(folder) == {}
    (folder / "second_reading.toml").write_text(
        '[[reading]]\nid = "offset"\npredicate = [21, 27]\nclause = "embedded"\n'
        "subject = [4, 8]\nobject = [31, 37]\n",
        "utf-8",
    )
    found = agreement(read_claims(folder), second_reading(folder))
    assert (found.share("predicate"), found.share("clause"), found.all_same) == (1, 0, 0)
    assert found.differing["object"] == ("offset",)


def test_parts_hang_on_the_id_alone() -> None:
    heads = ClaimHeads((0, 1), "root", (0, 1), None)
    parts = [LabelledClaim(f"row-{n}", "x", "own", heads).part for n in range(300)]
    assert 70 < parts.count("held_out") < 130
    assert parts == [LabelledClaim(f"row-{n}", "y", "z", heads).part for n in range(300)]
