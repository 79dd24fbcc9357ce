"""The memory of the review page: what was judged stays, binds to its text, and can be undone."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from extractors.errors import InputError, QueryError
from warehouse.publish import publish
from warehouse.review.board import Gone
from warehouse.review.desk import Desk, Judgement
from warehouse.review.selection import Selection
from warehouse.review.snapshot import published_file
from warehouse.reviews import append_review, events_after
from warehouse.store import open_store

HYPE = Selection()
SECOND = Selection(status="second")


@pytest.fixture
def desks() -> Iterator[Callable[[Path], Desk]]:
    opened: list[Desk] = []

    def open_desk(home: Path) -> Desk:
        opened.append(Desk(home))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.close()


def judge(desk: Desk, reader: str, target: str, act: Any, **more: Any) -> Any:
    item = desk.card(HYPE, reader, target).item
    given = Judgement(
        uuid4().hex, "flag", target, item["text_sha256"], item["rule_version"], act, **more
    )
    return desk.judge(reader, given)


def waiting(desk: Desk, reader: str, selection: Selection = HYPE) -> int:
    desk.catch_up()
    return desk.progress(selection, reader, "").waiting


def caught_up(desk: Desk, home: Path) -> bool:
    desk.catch_up()
    return desk.snapshot.file == published_file(home)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_each_verdict_takes_one_from_the_queue_and_undo_gives_it_back(
    home: Path, desks: Any
) -> None:
    desk = desks(home)
    first = desk.first(HYPE, "ana")
    judge(desk, "ana", first, "accepted")
    second = desk.following(HYPE, "ana", first)
    judge(desk, "ana", second, "rejected", reason="quoted")
    assert waiting(desk, "ana") == 10
    judge(desk, "ana", second, "accepted")
    assert desk.undo("ana", uuid4().hex).verdict == "accepted"
    assert desk.standing(desk.card(HYPE, "ana", second))["ana"].reason == "quoted"
    assert desk.undo("ana", uuid4().hex).target_id == second
    assert desk.undo("ana", uuid4().hex).target_id == first
    assert desk.undo("ana", uuid4().hex) is None
    assert waiting(desk, "ana") == 12
    assert len(events_after(home, 0)) == 6, "undo appends, it never deletes"


def test_undo_goes_on_after_a_restart_and_never_touches_another_reader(
    home: Path, desks: Any
) -> None:
    desk = desks(home)
    targets = [desk.first(HYPE, "ana")]
    judge(desk, "ana", targets[0], "accepted")
    judge(desk, "ben", targets[0], "rejected")
    again = desks(home)
    assert waiting(again, "ana") == 11
    assert again.undo("ana", uuid4().hex).target_id == targets[0]
    assert [e.reviewer for e in again.standing(again.card(HYPE, "ben", targets[0])).values()
            if e.judges] == ["ben"]  # fmt: skip


def test_the_same_form_twice_is_one_verdict(home: Path, desks: Any) -> None:
    desk = desks(home)
    item = desk.card(HYPE, "ana", desk.first(HYPE, "ana")).item
    form = Judgement("e" * 32, "flag", item["target_id"], item["text_sha256"], 1, "accepted")
    assert desk.judge("ana", form) is not None
    assert desk.judge("ana", form) is None
    assert len(events_after(home, 0)) == 1


def test_a_note_stays_with_the_verdict_and_is_none(home: Path, desks: Any) -> None:
    desk = desks(home)
    target = desk.first(HYPE, "ana")
    judge(desk, "ana", target, "noted", note="ask Ben")
    assert waiting(desk, "ana") == 12
    assert judge(desk, "ana", target, "rejected", reason="quoted").note == "ask Ben"
    noted = judge(desk, "ana", target, "noted", note="he agrees")
    assert (noted.verdict, noted.reason, noted.note) == ("rejected", "quoted", "he agrees")


def test_what_was_put_aside_comes_back_only_when_asked_for(home: Path, desks: Any) -> None:
    desk = desks(home)
    judge(desk, "ana", desk.first(HYPE, "ana"), "skipped")
    assert waiting(desk, "ana") == 11
    assert waiting(desk, "ana", Selection(status="skipped")) == 1
    assert waiting(desk, "ben") == 12


def test_the_second_reader_finds_what_the_first_has_judged(home: Path, desks: Any) -> None:
    desk = desks(home)
    target = desk.first(HYPE, "ana")
    judge(desk, "ana", target, "accepted")
    assert waiting(desk, "ana", SECOND) == 0
    assert desk.first(SECOND, "ben") == target
    judge(desk, "ben", target, "rejected")
    assert waiting(desk, "ben", SECOND) == 0
    assert waiting(desk, "cleo", Selection(status="disputed")) == 1


def test_two_readers_at_once_are_not_given_the_same(home: Path, desks: Any) -> None:
    desk = desks(home)
    first = desk.first(HYPE, "ana")
    desk.card(HYPE, "ana", first)
    assert desk.first(HYPE, "ben") != first
    assert desk.first(HYPE, "ana") == first


def test_a_verdict_of_another_process_is_taken_in(home: Path, desks: Any) -> None:
    one, other = desks(home), desks(home)
    judge(one, "ana", one.first(HYPE, "ana"), "accepted")
    assert waiting(other, "ben") == 11


def test_a_night_of_verdicts_of_another_process_is_taken_in(home: Path, desks: Any) -> None:
    one, other = desks(home), desks(home)
    for _ in range(5):
        judge(one, "ana", one.first(HYPE, "ana"), "accepted")
    assert waiting(other, "ben") == 7
    assert waiting(other, "ben", SECOND) == 5
    assert waiting(other, "ana", SECOND) == 0
    assert waiting(other, "ana", Selection(status="mine")) == 5
    assert waiting(desks(home), "ben", Selection(status="all")) == 12


def test_an_address_may_lead_anywhere(home: Path, desks: Any) -> None:
    desk = desks(home)
    ids = [row["flag_id"] for row in desk.snapshot.rows("SELECT flag_id FROM hype_flags")]
    assert [desk.card(HYPE, "ana", target).item["target_id"] for target in ids] == ids
    assert {desk.progress(HYPE, "ana", target).place for target in ids} == set(range(1, 13))
    with pytest.raises(Gone):
        desk.card(HYPE, "ana", "nowhere")


def test_the_clock_may_go_back_and_the_last_word_stays_last(home: Path, desks: Any) -> None:
    desk = desks(home)
    target = desk.first(HYPE, "ana")
    event = judge(desk, "ana", target, "accepted")
    append_review(home, replace(event, event_id="later", judged_at="2999-01-01T00:00:00Z"))
    desk.catch_up()
    judge(desk, "ana", target, "rejected")
    assert desk.standing(desk.card(HYPE, "ana", target))["ana"].verdict == "rejected"
    publish(home)
    until(lambda: caught_up(desk, home))
    assert desk.snapshot.rows("SELECT verdict FROM reviews") == [{"verdict": "rejected"}]


def test_words_outside_the_sentence_are_refused(home: Path, desks: Any) -> None:
    desk = desks(home)
    target = desk.first(HYPE, "ana")
    card = desk.card(HYPE, "ana", target)
    for span in ((card.sentence_start - 1, card.end), (card.start, card.sentence_end + 9)):
        with pytest.raises(InputError, match="outside the sentence"):
            judge(desk, "ana", target, "rejected", reason="wrong_span", span=span)
    assert events_after(home, 0) == ()


def test_a_changed_page_comes_back_to_be_read_again(keeper: Any, pen: Any, desks: Any) -> None:
    text = "A miracle of a day."
    old = pen.reading(text, flags=(pen.flag(text, "hype", "hope", "miracle", severity=3),))
    keeper.keep(old)
    keeper.publish()
    desk = desks(keeper.home)
    target = desk.first(HYPE, "ana")
    judge(desk, "ana", target, "rejected")
    assert desk.first(HYPE, "ana") is None
    text = "It was a miracle of a day."
    new = pen.reading(text, flags=(pen.flag(text, "hype", "hope", "miracle", severity=3),))
    keeper.keep(new, fetched_at="2026-05-01T00:00:00Z", run_id="run-2")
    keeper.publish()
    desk.catch_up()
    until(lambda: waiting(desk, "ana") == 1)
    assert desk.first(HYPE, "ana") != target
    with pytest.raises(Gone):
        judge(desk, "ana", target, "accepted")
    assert len(events_after(keeper.home, 0)) == 1


def test_a_new_version_of_the_rule_reopens(keeper: Any, pen: Any, desks: Any) -> None:
    text = "A miracle of a day."

    def reading(version: int) -> Any:
        flag = pen.flag(text, "hype", "hope", "miracle", severity=3, rule_version=version)
        return pen.reading(text, flags=(flag,), extractor_version=f"1.{version}")

    keeper.keep(reading(1))
    keeper.publish()
    desk = desks(keeper.home)
    judge(desk, "ana", desk.first(HYPE, "ana"), "rejected")
    keeper.keep(reading(2), run_id="run-2")
    keeper.publish()
    desk.catch_up()
    until(lambda: waiting(desk, "ana") == 1)


def test_verdicts_stand_while_a_crawl_publishes(home: Path, desks: Any) -> None:
    desk = desks(home)
    target = desk.first(HYPE, "ana")
    judge(desk, "ana", target, "accepted")
    publish(home)
    until(lambda: caught_up(desk, home))
    rows = desk.snapshot.rows("SELECT review FROM hype_flags WHERE flag_id = ?", [target])
    assert rows == [{"review": "accepted"}]
    assert waiting(desk, "ana") == 11
    assert not desk.unpublished()


@pytest.mark.parametrize(
    "older",
    [
        ("DROP VIEW raw.flag_order", "DROP VIEW review_queue"),
        ("DROP VIEW raw.claim_places", "DROP TABLE raw.kept_claim_places"),
        ("CREATE OR REPLACE VIEW raw.flag_order AS FROM raw.flag_places",),
    ],
    ids=["no queue", "no places of claims", "no place to find a row by"],
)
def test_a_snapshot_of_an_older_version_is_told(home: Path, older: tuple[str, ...]) -> None:
    with open_store(home) as store:
        for statement in older:
            store.execute(statement)
    shutil.copyfile(home / "store" / "store.duckdb", home / "old.duckdb")
    (home / "warehouse.duckdb").unlink()
    (home / "warehouse.duckdb").symlink_to("old.duckdb")
    with pytest.raises(QueryError, match="hedgerow publish"):
        Desk(home)


def test_without_a_snapshot_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="hedgerow crawl"):
        Desk(tmp_path)
