"""The unlabelled text: every source read, spacing mended, nothing twice, nothing measured on."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from extractors.errors import InputError
from extractors.training.plain_text import SOURCES, plain_texts

REPEATED = "Old mice slept for nine hours after each of the meals."


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, "utf-8")


def tree(text: str) -> str:
    words = text.split()
    return "".join(
        f"{number}\t{word}\t_\tX\tX\t_\t{number - 1}\tdep\t_\t_\n"
        for number, word in enumerate(words, start=1)
    )


def lines(*rows: dict[str, str]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a text or two in every source."""
    write(tmp_path, "biored/Train.PubTator", f"1|t|A title.\n1|a|{REPEATED}\n")
    write(tmp_path, "treebank/conllu/ewt_train.conllu.gz", tree("A blog post"))
    write(tmp_path, "treebank/conllu/craft_train.conllu.gz", tree("An article"))
    (tmp_path / "treebank/docbin/train").mkdir(parents=True)
    genia = Doc(Vocab(), words=["Genes"], heads=[0], deps=["ROOT"])
    DocBin(docs=[genia]).to_disk(tmp_path / "treebank/docbin/train/genia.spacy")
    write(tmp_path, "evidence_direction/train.jsonl", lines({"evidence": "Pain\nfell."}))
    found = {"finding": "Sleep helps ( a lot ) .", "split": "train"}
    write(tmp_path, "certainty/aspect.jsonl", lines(found, {"finding": "Kept.", "split": "val"}))
    write(tmp_path, "certainty/sentence.jsonl", lines(found))
    write(tmp_path, "pico/dev.txt", "-DOCSTART- (1)\n\nPills NN O O\nhelp NN O O\n. NN O O\n")
    for name in ("BC5CDR", "NCBI-disease", "BC2GM"):
        rows = "".join(f"{word}\tO\n" for word in REPEATED.replace(".", " .").split())
        write(tmp_path, f"ner/{name}-IOB/train.tsv", rows)
    for name in ("autism", "blood_cancer", "cardiovascular_disease"):
        write(tmp_path, f"trial_numbers/{name}.jsonl", lines({"text": f"{name} rose ."}))
    return tmp_path


def test_every_text_comes_once(folder: Path) -> None:
    tally = Counter[str]()
    assert list(plain_texts(folder, tally)) == [
        f"A title. {REPEATED}",
        "A blog post",
        "An article",
        "Genes",
        "Pain fell.",
        "Sleep helps (a lot).",
        "Pills help.",
        "autism rose.",
        "blood_cancer rose.",
        "cardiovascular_disease rose.",
    ]
    assert tally["repeated"] == 3 * 11 + 4
    assert tally["biored"] == 13


def test_a_missing_source_is_named(folder: Path) -> None:
    (folder / "pico" / "dev.txt").unlink()
    with pytest.raises(InputError, match=r"dev\.txt: no such file"):
        list(plain_texts(folder))


@pytest.mark.data
@pytest.mark.parametrize("source", ["biored", "evidence_direction", "certainty", "pico"])
def test_public_sources_have_running_text(data: Path, source: str) -> None:
    texts = list(islice(SOURCES[source](data), 1, 50))
    assert len(texts) == 49
    assert all(" ." not in text[-2:] and len(text) > 10 for text in texts)
