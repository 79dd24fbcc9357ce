"""Judgements are appended, never changed; what they add up to is said by views."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from warehouse.places import Places
from warehouse.reviews import ReviewEvent, append_review, events_after, open_reviews

WORDS = [f"miracle{number}" for number in range(50)]
OLD_TABLE = """
CREATE TABLE events (event_id TEXT PRIMARY KEY, judged_at TEXT NOT NULL, reviewer TEXT NOT NULL,
    target_kind TEXT NOT NULL, target_id TEXT NOT NULL, document_id TEXT NOT NULL,
    text_sha256 TEXT NOT NULL, rule_id TEXT NOT NULL, rule_version INTEGER NOT NULL,
    verdict TEXT NOT NULL, note TEXT NOT NULL DEFAULT '') STRICT
"""


def event(number: int, verdict: Any = "accepted", **more: Any) -> ReviewEvent:
    given: dict[str, Any] = {
        "event_id": f"e{number}", "judged_at": f"2026-03-05T10:00:{number % 60:02}Z",
        "reviewer": "ana", "target_kind": "flag", "target_id": "t", "document_id": "d",
        "text_sha256": "s", "rule_id": "r", "rule_version": 1, "verdict": verdict,
    }  # fmt: skip
    return ReviewEvent(**given | more)


def test_events_come_back_in_the_order_of_their_coming_and_once(tmp_path: Path) -> None:
    for number in (1, 2, 3, 2):
        append_review(tmp_path, event(number, note=f"n{number}"))
    assert [e.note for _, e in events_after(tmp_path, 0)] == ["n1", "n2", "n3"]
    second = events_after(tmp_path, 0)[1]
    assert [e.event_id for _, e in events_after(tmp_path, second[0])] == ["e3"]


def test_a_file_of_an_earlier_version_is_renewed_and_loses_nothing(tmp_path: Path) -> None:
    with closing(sqlite3.connect(Places(tmp_path).reviews)) as old, old:
        old.execute(OLD_TABLE)
        row = ("e0", "2026-01-01T00:00:00Z", "ana", "flag", "t", "d", "s", "r", 1, "unsure", "hm")
        old.execute(f"INSERT INTO events VALUES ({', '.join('?' * 11)})", row)
    append_review(tmp_path, event(1, "rejected", reason="quoted"))
    kept = [e for _, e in events_after(tmp_path, 0)]
    assert [(e.event_id, e.verdict, e.note, e.reason) for e in kept] == [
        ("e0", "unsure", "hm", ""),
        ("e1", "rejected", "", "quoted"),
    ]


def test_an_act_that_is_none_is_refused_by_the_file_itself(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        append_review(tmp_path, event(1, "approved"))
    with open_reviews(tmp_path) as reviews:
        assert reviews.execute("SELECT count(*) FROM events").fetchone() == (0,)


def flagged(keeper: Any, pen: Any) -> list[tuple[str, str, str, int, int]]:
    """A published page with one flag per word: id, document, text, start, end."""
    text = " ".join(WORDS) + " "
    flags = tuple(pen.flag(text, "hype", "hope", f"{word} ", severity=2) for word in WORDS)
    keeper.keep(pen.reading(text, flags=flags))
    keeper.publish()
    rows: list[tuple[str, str, str, int, int]] = keeper.ask(
        "SELECT flag_id, document_id, text_sha256, start_char, end_char FROM hype_flags "
        "JOIN documents USING (document_id) ORDER BY start_char"
    )
    return rows


def judge(keeper: Any, flag: Any, reviewer: str, verdict: Any, at: int = 0, **more: Any) -> None:
    given = event(at, verdict, event_id=f"{reviewer}{flag[0]}{at}", reviewer=reviewer,
        target_id=flag[0], document_id=flag[1], text_sha256=flag[2], rule_id="hype.test", **more,
    )  # fmt: skip
    append_review(keeper.home, given)


def test_a_verdict_taken_back_put_aside_or_only_noted_is_none(keeper: Any, pen: Any) -> None:
    flags = flagged(keeper, pen)
    judge(keeper, flags[0], "ana", "rejected", 1)
    judge(keeper, flags[0], "ana", "withdrawn", 2)
    judge(keeper, flags[1], "ana", "skipped")
    judge(keeper, flags[2], "ana", "noted", note="ask")
    judge(keeper, flags[3], "ana", "rejected", reason="quoted", note="a patient says so")
    keeper.publish()
    assert keeper.ask("SELECT flag_id, review FROM hype_flags WHERE review IS NOT NULL") == [
        (flags[3][0], "rejected")
    ]
    assert keeper.ask("SELECT target_id, verdict, reason, note, holds FROM reviews") == [
        (flags[3][0], "rejected", "quoted", "a patient says so", True)
    ]


def test_kappa_and_spans_of_two_readers(keeper: Any, pen: Any) -> None:
    """The worked example of Cohen's kappa: 20 yes and 15 no together, 5 and 10 apart: 0.4."""
    flags = flagged(keeper, pen)
    both = ["aa"] * 20 + ["rr"] * 15 + ["ar"] * 5 + ["ra"] * 10
    names = {"a": "accepted", "r": "rejected"}
    for flag, (first, second) in zip(flags, both, strict=True):
        judge(keeper, flag, "ana", names[first])
        judge(keeper, flag, "ben", names[second])
    half = {"start_char": flags[20][3] + 4, "end_char": flags[20][4]}
    judge(keeper, flags[20], "ana", "rejected", 1, reason="wrong_span", **half)
    judge(keeper, flags[20], "ben", "rejected", 1, reason="wrong_span", **half)
    judge(keeper, flags[0], "ben", "unsure", 2)
    judge(keeper, flags[0], "ben", "accepted", 3)
    keeper.publish()
    row = keeper.one('SELECT "both", agreed, kappa, spans, same_span FROM reviewer_agreement')
    assert row == (50, 35, 0.4, 21, 21)
    judge(keeper, flags[20], "ben", "rejected", 2)
    judge(keeper, flags[21], "ana", "rejected", 2, reason="wrong_span",
          start_char=flags[21][3], end_char=flags[21][3] + 5)  # fmt: skip
    judge(keeper, flags[21], "ben", "accepted", 2)
    keeper.publish()
    width = flags[21][4] - flags[21][3]
    row = keeper.one("SELECT spans, same_span, span_overlap FROM reviewer_agreement")
    assert row == (21, 20, round((20 + 2 * 5 / (5 + width)) / 21, 3))


def test_severe_outrunning_disputed_and_unknown_come_first(keeper: Any, pen: Any) -> None:
    text = "Calm words. Tocilizumab cures depression, miracle. Plain hope. New hope. A gem."
    claim = pen.claim(text, "Tocilizumab", "treats", "depression", overclaim=())
    flags = (
        pen.flag(text, "hype", "hope", "Plain hope", severity=2, rule_id="hype.hope"),
        pen.flag(text, "hype", "hope", "New hope", severity=2, rule_id="hype.hope"),
        pen.flag(text, "hype", "cure_miracle", "miracle", severity=3, rule_id="hype.cure"),
        pen.flag(text, "hype", "emotive", "A gem", severity=1, rule_id="hype.gem"),
    )
    keeper.keep(pen.reading(text, flags=flags, claims=(claim,)))
    keeper.publish()
    order = [
        row[0] for row in keeper.ask("SELECT surface FROM review_queue ORDER BY priority DESC")
    ]
    assert order[0] == "miracle"
    assert set(order[1:3]) & {"Plain hope", "New hope"}
    first, second = sorted(
        keeper.ask("SELECT priority FROM review_queue WHERE rule_id = 'hype.hope'"), reverse=True
    )
    assert first > second, "the second flag of a rule tells less than the first"
