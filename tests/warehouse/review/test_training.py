"""Verdicts as training data: exact offsets, firm labels only, older pages too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import spacy
from spacy.tokens import DocBin

from extractors.errors import InputError
from warehouse.publish import publish
from warehouse.review.desk import Desk, Judgement
from warehouse.review.selection import Selection
from warehouse.review.training import LINES, SPANS, export_reviews

ALL = Selection(status="all", lookalikes="1")


def judge(desk: Desk, surface: str, reader: str, act: Any, **more: Any) -> dict[str, Any]:
    found = desk.snapshot.row("SELECT flag_id FROM hype_flags WHERE surface = ?", [surface])
    assert found
    card = desk.card(ALL, reader, found["flag_id"])
    item = card.item
    if span := more.pop("span", None):
        more["span"] = (item["start_char"] + span[0], item["end_char"] + span[1])
    given = Judgement(uuid4().hex, "flag", item["target_id"], item["text_sha256"], 1, act, **more)
    desk.judge(reader, given)
    return item


@pytest.fixture
def exported(home: Path, tmp_path: Path) -> Any:
    desk = Desk(home)
    judge(desk, "a miracle of hope", "ana", "accepted")
    judge(desk, "hope", "ana", "rejected", reason="lookalike")
    judge(desk, "cure", "ana", "rejected", reason="wrong_span", span=(-2, 0))
    judge(desk, "wonder", "ana", "rejected", reason="wrong_span")
    judge(desk, "breakthrough", "ana", "unsure", note="hm")
    judge(desk, "dawn", "ana", "accepted")
    judge(desk, "dawn", "ben", "rejected", reason="quoted")
    claim = desk.card(Selection("claims"), "ana", desk.first(Selection("claims"), "ana")).item
    desk.judge("ana", Judgement(uuid4().hex, "claim", claim["target_id"], claim["text_sha256"], 1,
                                "rejected", "wrong_object"))  # fmt: skip
    desk.close()
    publish(home)
    told = export_reviews(home, tmp_path / "out", spacy.blank("en"))
    text = (tmp_path / "out" / LINES).read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    docs = list(DocBin().from_disk(tmp_path / "out" / SPANS).get_docs(spacy.blank("en").vocab))
    return told, {line.get("surface", "claim"): line for line in lines}, docs


def test_lines_say_what_people_settled(exported: Any) -> None:
    told, lines, _ = exported
    assert told.lines == 7
    hype = {surface: line["hype"] for surface, line in lines.items() if surface != "claim"}
    assert hype == {
        "a miracle of hope": True, "hope": False, "cure": True, "wonder": None,
        "breakthrough": None, "dawn": None,
    }  # fmt: skip
    assert lines["dawn"]["review"] == "disputed"
    assert [(j["reviewer"], j["verdict"], j["reason"]) for j in lines["dawn"]["judgements"]] == [
        ("ana", "accepted", ""),
        ("ben", "rejected", "quoted"),
    ]
    assert lines["breakthrough"]["judgements"][0]["note"] == "hm"
    claim = lines["claim"]
    assert (claim["kind"], claim["relation"], claim["review"]) == ("claim", "treats", "rejected")


def test_spans_are_exact_in_line_and_document(exported: Any) -> None:
    _, lines, docs = exported
    for surface, line in lines.items():
        if surface != "claim":
            assert line["sentence"][slice(*line["span"])] == surface
    cure = lines["cure"]
    assert cure["sentence"][slice(*cure["label_span"])] == "A cure"
    marked = {
        (group, span.label_, span.text)
        for doc in docs for group in doc.spans for span in doc.spans[group]
    }  # fmt: skip
    assert marked == {
        ("hype", "hope", "a miracle of hope"),
        ("no_hype", "lookalike", "hope"),
        ("hype", "hope", "A cure"),
    }


def test_a_sentence_says_whether_all_of_it_was_judged(exported: Any) -> None:
    told, _, docs = exported
    complete = {doc.text.split()[-1]: doc.user_data["complete"] for doc in docs}
    assert sorted(complete.values()) == [False, True]
    assert (told.sentences, told.hype, told.no_hype, told.widened) == (2, 2, 1, 0)


def test_a_verdict_on_an_older_page_still_teaches(keeper: Any, pen: Any, tmp_path: Path) -> None:
    text = "A miracle of a day."
    flag = pen.flag(text, "hype", "hope", "miracle", severity=3)
    keeper.keep(pen.reading(text, flags=(flag,)))
    keeper.publish()
    desk = Desk(keeper.home)
    judge(desk, "miracle", "ana", "accepted")
    desk.close()
    keeper.keep(pen.reading("All new."), fetched_at="2026-05-01T00:00:00Z", run_id="run-2")
    keeper.publish()
    assert keeper.ask("FROM hype_flags") == []
    assert export_reviews(keeper.home, tmp_path / "out", spacy.blank("en")).hype == 1


def test_it_never_mixes_with_what_lies_there(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        export_reviews(home, tmp_path, spacy.blank("en"))
