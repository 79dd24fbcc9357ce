"""The line of flags that wait for a reader is the one that counting everything anew would give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractors.model import Overclaim
from warehouse.kept import refresh_kept
from warehouse.places import Places
from warehouse.review.queue import Queue
from warehouse.review.selection import Selection
from warehouse.review.snapshot import Snapshot
from warehouse.reviews import import_reviews
from warehouse.store import open_store

WORDS = ("miracle", "wonder", "marvel", "hope", "dream", "promise", "triumph", "dawn")
VERDICTS = {
    "nobody": (),
    "the first ones": (("ana", 0, "accepted"), ("ana", 1, "rejected"), ("ana", 2, "accepted")),
    "the last ones": (("ana", 7, "rejected"), ("ana", 6, "accepted")),
    "one in the middle, unsure": (("ana", 3, "unsure"),),
    "two who differ": (("ana", 2, "accepted"), ("ben", 2, "rejected"), ("ben", 5, "accepted")),
    "one who takes it back": (("ana", 1, "accepted"), ("ana", 1, "withdrawn")),
    "everything": tuple(("ana", place, "accepted") for place in range(len(WORDS))),
}
_FRESH = """
WITH known AS (
    SELECT rule_id, rule_version, count(*) FILTER (review IN ('accepted', 'rejected')) AS n,
        count(*) FILTER (review = 'accepted') AS accepted
    FROM raw.judged WHERE target_kind = 'flag' GROUP BY ALL
), outrun AS (
    SELECT sentence_id, extractor_version, max(len(overclaim)) AS gaps
    FROM raw.claims GROUP BY ALL
), met AS (
    SELECT f.flag_id, f.severity, f.context, d.duplicate_of, h.review, coalesce(o.gaps, 0) AS gaps,
        coalesce(n, 0) AS n, coalesce(accepted, 0) AS accepted,
        row_number() OVER (
            PARTITION BY f.rule_id, f.rule_version, d.duplicate_of IS NULL, h.review IS NULL
            ORDER BY f.severity DESC, coalesce(o.gaps, 0) DESC, f.flag_id
        ) AS turn
    FROM raw.flags f JOIN raw.current d USING (document_id, extractor_version)
    JOIN hype_flags h USING (flag_id)
    LEFT JOIN outrun o
        ON o.sentence_id = f.sentence_id AND o.extractor_version = f.extractor_version
    LEFT JOIN known k ON k.rule_id = f.rule_id AND k.rule_version = f.rule_version
), guessed AS (
    SELECT *, n + turn - 1 AS seen, (accepted + 1) / (n + 2) AS p FROM met
)
SELECT flag_id, review, gaps, duplicate_of,
    round(severity + 0.5 * least(gaps, 2)
        + CASE WHEN context IN ('asserted', 'quoted') THEN 0 ELSE 0.5 END
        + CASE WHEN review = 'disputed' THEN 1 ELSE 0 END
        + 4 * 1.959964 * sqrt(p * (1 - p) * seen + 0.960365) / (seen + 3.841459), 3) AS priority
FROM guessed ORDER BY flag_id
"""


@pytest.fixture(scope="module")
def unread(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A page with eight flags of two rules, beside a claim that outruns its evidence; a copy."""
    pen = published.pen
    keeper = type(published)(tmp_path_factory.mktemp("unread") / "home", pen)
    text = f"Tocilizumab ends depression, a {WORDS[0]}. " + ". ".join(WORDS[1:]) + "."
    gaps = (Overclaim("strength", "a cohort"), Overclaim("support", "no figure beside it"))
    claim = pen.claim(text, "Tocilizumab", "treats", "depression", overclaim=gaps)
    flags = tuple(
        pen.flag(text, "hype", "hope", word, severity=1 + place % 3,
                 rule_id="hype.dawn" if place % 4 == 3 else "hype.test",
                 context="negated" if word == "dream" else "asserted")
        for place, word in enumerate(WORDS)
    )  # fmt: skip
    keeper.publish_with_a_copy(text, claims=(claim,), flags=flags)
    return keeper


@pytest.fixture
def line(unread: Any, tmp_path: Path) -> Any:
    """The same, for readers to judge."""
    return unread.copied_to(tmp_path / "home")


def judge(keeper: Any, said: tuple[tuple[str, int, str], ...]) -> None:
    """None; these readers said this of the flags of the first page, in the order of its text."""
    flags = keeper.ask(
        "SELECT flag_id, document_id, text_sha256, rule_id, rule_version FROM raw.flag_order "
        "WHERE duplicate_of IS NULL ORDER BY start_char"
    )
    keeper.judge("flag", flags, said)


def as_shown(keeper: Any) -> list[tuple[Any, ...]]:
    """What the kept places and the verdicts together give, flag by flag."""
    shown: list[tuple[Any, ...]] = keeper.ask(
        "SELECT flag_id, review, gaps, duplicate_of, priority FROM raw.flag_order ORDER BY flag_id"
    )
    return shown


@pytest.mark.parametrize("said", VERDICTS.values(), ids=VERDICTS)
def test_the_line_is_that_of_a_fresh_count(line: Any, said: Any) -> None:
    judge(line, said)
    line.publish()
    fresh = line.ask(_FRESH)
    assert as_shown(line) == fresh
    assert len(fresh) == 2 * len(WORDS)
    waiting = line.ask("SELECT flag_id, priority FROM review_queue ORDER BY flag_id")
    assert waiting == [(row[0], row[4]) for row in fresh if row[1] in (None, "disputed")]


def test_a_verdict_shows_without_the_places_being_counted_again(line: Any) -> None:
    before = as_shown(line)
    judge(line, VERDICTS["the first ones"])
    with open_store(line.home) as store:
        assert import_reviews(store, line.home) == 3
        assert not refresh_kept(store)
    line.publish()
    assert as_shown(line) != before
    assert line.one("SELECT count(*) FROM review_queue") == (2 * len(WORDS) - 3,)


def test_the_page_hands_out_what_the_view_puts_first(line: Any) -> None:
    judge(line, VERDICTS["the first ones"])
    line.publish()
    snapshot = Snapshot(Places(line.home).published.resolve())
    try:
        queue = Queue(snapshot, "flag")
        ranks = queue.matching(Selection(copies="1", lookalikes="1"))
        handed = [queue.id_at(int(rank)) for rank in ranks]
    finally:
        snapshot.close()
    waiting = dict(line.ask("SELECT flag_id, priority FROM review_queue"))
    priorities = [waiting[flag] for flag in handed if flag in waiting]
    assert len(priorities) == len(waiting) == 2 * len(WORDS) - 3
    assert priorities == sorted(priorities, reverse=True)
