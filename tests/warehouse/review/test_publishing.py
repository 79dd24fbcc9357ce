"""Verdicts reach analysts soon, by one copy for many, and never by a copy of a large store."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock

from warehouse.places import Places
from warehouse.review.desk import Desk, Judgement
from warehouse.review.publishing import LARGEST, Publisher
from warehouse.review.selection import Selection
from warehouse.review.snapshot import published_file


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def number(home: Path) -> int:
    return int(published_file(home).parent.name)


def test_many_verdicts_make_one_snapshot(home: Path) -> None:
    publisher = Publisher(home, quiet=0.5, longest=30)
    publisher.start()
    for _ in range(5):
        publisher.tell()
        time.sleep(0.05)
    until(lambda: number(home) == 2)
    publisher.stop()
    assert number(home) == 2
    assert not publisher.waits


def test_without_a_pause_it_does_not_wait_for_ever(home: Path) -> None:
    publisher = Publisher(home, quiet=30, longest=0.3)
    publisher.start()
    publisher.tell()
    until(lambda: number(home) == 2)
    publisher.stop()


def test_what_waits_is_published_at_the_end(home: Path) -> None:
    publisher = Publisher(home)
    publisher.start()
    publisher.tell()
    publisher.stop()
    assert number(home) == 2


def test_the_usual_waits_stay_under_a_minute() -> None:
    usual = Publisher(Path())
    assert usual.longest < 60
    assert LARGEST == 10**9


def test_a_large_store_is_never_copied_for_a_verdict(home: Path) -> None:
    publisher = Publisher(home, quiet=0, longest=0, largest=10)
    assert publisher.too_large
    publisher.start()
    publisher.tell()
    time.sleep(0.2)
    publisher.stop()
    assert publisher.waits
    assert number(home) == 1


def test_a_store_in_use_is_tried_again_and_the_reader_told(home: Path) -> None:
    publisher = Publisher(home, quiet=0, longest=0, patience=0.1, again=0.2)
    publisher.start()
    with FileLock(Places(home).lock):
        publisher.tell()
        until(lambda: "in use by another process" in publisher.trouble)
    until(lambda: number(home) == 2)
    until(lambda: publisher.trouble == "")
    publisher.stop()


def test_a_disk_that_refuses_is_told_and_tried_again(home: Path) -> None:
    blocks = [home / "snapshots" / f".draft-{number}" for number in range(2, 200)]
    for block in blocks:
        block.write_bytes(b"")
    publisher = Publisher(home, quiet=0, longest=0, again=0.2)
    publisher.start()
    publisher.tell()
    until(lambda: "File exists" in publisher.trouble)
    for block in blocks:
        block.unlink()
    until(lambda: number(home) > 1)
    until(lambda: publisher.trouble == "")
    publisher.stop()


def test_what_a_killed_server_left_is_published_by_the_next(home: Path, serving: Any) -> None:
    desk = Desk(home)
    item = desk.card(Selection(), "ana", desk.first(Selection(), "ana")).item
    judgement = Judgement(
        uuid4().hex, "flag", item["target_id"], item["text_sha256"], 1, "rejected"
    )
    desk.judge("ana", judgement)
    desk.close()
    serving(home, publisher=Publisher(home, quiet=0.1, longest=1))
    until(lambda: number(home) == 2)
