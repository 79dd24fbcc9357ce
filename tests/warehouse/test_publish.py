"""Readers are never blocked and never see half a load; nobody writes into a snapshot."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.places import Places
from warehouse.publish import prune_snapshots
from warehouse.reviews import ReviewEvent, append_review


def test_the_link_is_relative_and_the_file_read_only(published: Any) -> None:
    link = Places(published.home).published
    assert link.readlink() == Path("snapshots/1/warehouse.duckdb")
    assert stat.S_IMODE(link.stat().st_mode) == 0o444


def test_a_home_can_be_moved(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    moved = keeper.home.rename(keeper.home.parent / "moved")
    with duckdb.connect(str(moved / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM claims").fetchall() == [(1,)]


def test_a_reader_stays_open_across_loads_and_publishes(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    reader = duckdb.connect(str((keeper.home / "warehouse.duckdb").resolve()), read_only=True)
    try:
        for number in range(2, 7):
            page = pen.doubt(f"https://blog.test/{number}")
            keeper.keep(page, run_id=f"run-{number}")
            keeper.publish()
            assert reader.execute("SELECT count(*) FROM documents").fetchall() == [(1,)]
            assert reader.execute("SELECT sum(claims) FROM characterization").fetchall() == [(1,)]
            assert keeper.one("SELECT count(*) FROM documents") == (number,)
    finally:
        reader.close()
    assert len(list((keeper.home / "snapshots").iterdir())) == 3


OPEN_TO_WRITE = """
import os, sys
import duckdb
os.setuid(65534)
try:
    duckdb.connect(sys.argv[1])
except duckdb.Error as error:
    sys.exit(str(error).splitlines()[0])
"""


def test_a_client_that_opens_it_for_writing_fails_at_once(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    script = OPEN_TO_WRITE if os.getuid() == 0 else OPEN_TO_WRITE.replace("os.setuid(65534)", "")
    for folder in (keeper.home / "x").parents:
        if os.getuid() == 0 and folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", script, str(keeper.home / "warehouse.duckdb")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Permission denied" in done.stderr
    assert keeper.one("SELECT count(*) FROM claims") == (1,)


def test_pruning_keeps_the_published_and_sweeps_drafts(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    for _ in range(3):
        keeper.publish()
    (keeper.home / "snapshots" / ".draft-9").mkdir()
    assert prune_snapshots(keeper.home, keep=1) == (".draft-9", "1", "2")
    assert keeper.one("SELECT count(*) FROM claims") == (1,)
    assert prune_snapshots(keeper.home, keep=1) == ()


def judge(keeper: Any, reviewer: str, verdict: Any, at: str, rule_version: int = 1) -> None:
    flag, document, text = keeper.one(
        "SELECT flag_id, document_id, text_sha256 FROM hype_flags JOIN documents USING "
        "(document_id) WHERE documents.source = 'blog'"
    )
    event = ReviewEvent(
        f"{reviewer}-{at}", at, reviewer, "flag", flag, document, text, "hype.test",
        rule_version, verdict,
    )  # fmt: skip
    append_review(keeper.home, event)
    append_review(keeper.home, event)
    keeper.publish()


def test_reviews_come_in_at_publish_and_never_change_machine_rows(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    assert len(keeper.ask("FROM review_queue")) == 1
    judge(keeper, "ana", "rejected", "2026-03-05T10:00:00Z")
    assert keeper.one("SELECT review, is_flag FROM hype_flags") == ("rejected", True)
    assert keeper.ask("FROM review_queue") == []
    judge(keeper, "ana", "accepted", "2026-03-05T11:00:00Z")
    assert keeper.one("SELECT review FROM hype_flags") == ("accepted",)
    precision = keeper.one("SELECT reviewed, precision, ci_low, ci_high FROM rule_precision")
    assert precision == (1, 1.0, pytest.approx(0.207, abs=0.001), 1.0)
    judge(keeper, "ben", "rejected", "2026-03-05T12:00:00Z")
    assert keeper.one("SELECT review FROM hype_flags") == ("disputed",)
    assert len(keeper.ask("FROM review_queue")) == 1
    judge(keeper, "ben", "unsure", "2026-03-05T13:00:00Z")
    assert keeper.one("SELECT review FROM hype_flags") == ("accepted",)


def test_a_review_of_another_rule_version_or_text_does_not_count(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    judge(keeper, "ana", "rejected", "2026-03-05T10:00:00Z", rule_version=2)
    assert keeper.one("SELECT review FROM hype_flags") == (None,)
    judge(keeper, "ana", "rejected", "2026-03-05T10:30:00Z")
    changed = pen.praise()
    text = changed.document.text + " More."
    keeper.keep(pen.reading(text, flags=changed.flags), fetched_at="2026-05-01", run_id="run-2")
    keeper.publish()
    assert keeper.one("SELECT review FROM hype_flags") == (None,)


@pytest.mark.parametrize(
    ("accepted", "reviewed", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 5, 0.0, 0.434), (50, 50, 0.929, 1.0)],
)
def test_wilson_interval(
    keeper: Any, pen: Any, store_of: Any, accepted: int, reviewed: int, low: float, high: float
) -> None:
    words = " ".join(f"miracle{number}" for number in range(reviewed))
    flags = tuple(
        pen.flag(words + " ", "hype", "hope", f"miracle{number} ", severity=1)
        for number in range(reviewed)
    )
    keeper.keep(pen.reading(words + " ", flags=flags))
    store = store_of(keeper)
    store.execute(
        "INSERT INTO raw.reviews (event_id, judged_at, reviewer, target_kind, target_id, "
        "document_id, text_sha256, rule_id, rule_version, verdict, note) "
        "SELECT flag_id, now()::TIMESTAMP, 'ana', 'flag', flag_id, "
        "document_id, text_sha256, f.rule_id, f.rule_version, "
        f"if(row_number() OVER (ORDER BY start_char) <= {accepted}, 'accepted', 'rejected'), '' "
        "FROM raw.flags f JOIN raw.documents USING (document_id)"
    )
    store.close()
    keeper.publish()
    got = keeper.one("SELECT reviewed, accepted, ci_low, ci_high FROM rule_precision")
    assert got == (reviewed, accepted, low, high)
