"""The line of claims that wait for a reader is the one that counting everything anew would give."""

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

TEXT = "Tocilizumab eases depression and fatigue, and lowers IL‑6 and TNF-α."
SAID = (("treats", "depression"), ("treats", "fatigue"), ("inhibits", "IL‑6"),
        ("inhibits", "TNF-α"), ("affects", "depression"), ("affects", "fatigue"))  # fmt: skip
GAPS = (Overclaim("strength", "a cohort"), Overclaim("support", "no figure beside it"))
VERDICTS = {
    "nobody": (),
    "the first": (("ana", 0, "accepted"), ("ana", 1, "rejected")),
    "the last": (("ana", 5, "accepted"), ("ana", 4, "rejected")),
    "one unsure": (("ana", 2, "unsure"),),
    "two who differ": (("ana", 3, "accepted"), ("ben", 3, "rejected"), ("ben", 1, "accepted")),
    "one who takes it back": (("ana", 2, "accepted"), ("ana", 2, "withdrawn")),
    "everything": tuple(("ana", place, "accepted") for place in range(len(SAID))),
}
_FRESH = """
WITH known AS (
    SELECT rule_id, count(*) FILTER (review IN ('accepted', 'rejected')) AS n,
        count(*) FILTER (review = 'accepted') AS accepted
    FROM raw.judged WHERE target_kind = 'claim' GROUP BY ALL
), met AS (
    SELECT c.*, d.duplicate_of, h.review, coalesce(n, 0) AS n, coalesce(accepted, 0) AS accepted,
        row_number() OVER (
            PARTITION BY c.rule_id, d.duplicate_of IS NULL, h.review IS NULL
            ORDER BY len(c.overclaim) DESC, c.causal_strength DESC, c.claim_id
        ) AS turn
    FROM raw.claims c JOIN raw.current d USING (document_id, extractor_version)
    JOIN claims h USING (claim_id) LEFT JOIN known k ON k.rule_id = c.rule_id
), guessed AS (
    SELECT *, n + turn - 1 AS seen, (accepted + 1) / (n + 2) AS p FROM met
)
SELECT claim_id, review, len(overclaim), duplicate_of,
    round(least(len(overclaim), 3) + causal_strength / 3
        + CASE WHEN certainty = 'fact' THEN 0.5 ELSE 0 END
        + CASE WHEN review = 'disputed' THEN 1 ELSE 0 END
        + 4 * 1.959964 * sqrt(p * (1 - p) * seen + 0.960365) / (seen + 3.841459), 3)
FROM guessed ORDER BY claim_id
"""


@pytest.fixture(scope="module")
def unread(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A page with six claims of two rules, and a copy of it."""
    pen = published.pen
    keeper = type(published)(tmp_path_factory.mktemp("claims") / "home", pen)
    claims = tuple(
        pen.claim(TEXT, "Tocilizumab", relation, target, overclaim=GAPS[: place % 3],
                  causal_strength=1 + place % 2, certainty="fact" if place % 3 else "possible",
                  rule_id="claim.block" if place % 4 == 3 else "claim.treats")
        for place, (relation, target) in enumerate(SAID)
    )  # fmt: skip
    keeper.publish_with_a_copy(TEXT, claims=claims)
    return keeper


@pytest.fixture
def line(unread: Any, tmp_path: Path) -> Any:
    """The same, for readers to judge."""
    return unread.copied_to(tmp_path / "home")


def judge(keeper: Any, said: tuple[tuple[str, int, str], ...]) -> None:
    """None; these readers said this of the claims of the first page, as they were ordered."""
    claims = keeper.ask(
        "SELECT p.claim_id, p.document_id, d.text_sha256, p.rule_id, 1 FROM raw.claim_places p "
        "JOIN raw.current d USING (document_id) WHERE p.original ORDER BY p.rule_id, p.place"
    )
    keeper.judge("claim", claims, said)


def as_shown(keeper: Any) -> list[tuple[Any, ...]]:
    """What the kept places and the verdicts together give, claim by claim."""
    shown: list[tuple[Any, ...]] = keeper.ask(
        "SELECT claim_id, review, gaps, duplicate_of, priority FROM raw.claim_order "
        "ORDER BY claim_id"
    )
    return shown


@pytest.mark.parametrize("said", VERDICTS.values(), ids=VERDICTS)
def test_the_line_is_that_of_a_fresh_count(line: Any, said: Any) -> None:
    judge(line, said)
    line.publish()
    fresh = line.ask(_FRESH)
    assert as_shown(line) == fresh
    assert len(fresh) == 2 * len(SAID)


def test_a_verdict_shows_without_the_places_being_counted_again(line: Any) -> None:
    before = as_shown(line)
    judge(line, VERDICTS["the first"])
    with open_store(line.home) as store:
        assert import_reviews(store, line.home) == 2
        assert not refresh_kept(store)
    line.publish()
    assert as_shown(line) != before


def test_the_page_hands_out_the_highest_first(line: Any) -> None:
    judge(line, VERDICTS["two who differ"])
    line.publish()
    priorities = {row[0]: row[4] for row in as_shown(line)}
    snapshot = Snapshot(Places(line.home).published.resolve())
    try:
        queue = Queue(snapshot, "claim")
        ranks = queue.matching(Selection(of="claims", copies="1"))
        handed = [priorities[queue.id_at(int(rank))] for rank in ranks]
        first = queue.item(0)
    finally:
        snapshot.close()
    assert handed == sorted(priorities.values(), reverse=True)
    assert first["sentence"] == TEXT
    assert priorities[first["target_id"]] == handed[0]
