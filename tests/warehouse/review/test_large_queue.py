"""The review page opens on a large warehouse in little memory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import pytest

from warehouse.load import load_parts
from warehouse.publish import publish
from warehouse.review.queue import Queue
from warehouse.review.selection import Selection
from warehouse.review.snapshot import Snapshot, published_file
from warehouse.reviews import ReviewEvent, append_review

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
from made_up_claims import CLAIMS_PER_PAGE, write_parts

CLAIMS = 300_000
JUDGED = 100


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home with so many claims and half as many flags; some claims are judged."""
    home = tmp_path_factory.mktemp("large") / "home"
    write_parts(home, 0, CLAIMS // CLAIMS_PER_PAGE)
    load_parts(home)
    publish(home)
    snapshot = Snapshot(published_file(home))
    rows = snapshot.rows(
        "SELECT claim_id, document_id, text_sha256, rule_id FROM raw.claim_places "
        "JOIN raw.current USING (document_id, source) WHERE place % 2000 = 7 "
        f"ORDER BY place LIMIT {JUDGED}"
    )
    snapshot.close()
    for number, row in enumerate(rows):
        event = (f"e{number}", "2026-03-05T10:00:00Z", "ana", "claim", *row.values(), 1, "accepted")
        append_review(home, ReviewEvent(*event))
    publish(home)
    return home


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "of", "size"), [
    ("flag", "hype", CLAIMS // 2), ("claim", "claims", CLAIMS),
])  # fmt: skip
def test_a_queue_holds_numbers_and_no_words(
    large: Path, kind: Literal["flag", "claim"], of: str, size: int
) -> None:
    snapshot = Snapshot(published_file(large))
    try:
        # The words of as many claims alone take more.
        snapshot.execute("SET memory_limit = '50MB'")
        queue = Queue(snapshot, kind)
        line = queue.waiting(Selection(of=of, copies="1"), "ana")
        assert queue.size == len(line) == size
        for rank in (0, size // 2, size - 1):
            item = queue.item(rank)
            assert queue.rank_of(item["target_id"]) == rank
            assert item["sentence"]
    finally:
        snapshot.close()


@pytest.mark.slow
def test_verdicts_are_told_in_little_memory(large: Path) -> None:
    snapshot = Snapshot(published_file(large))
    try:
        snapshot.execute("SET memory_limit = '50MB'")
        told = snapshot.row("SELECT count(*) AS n, bool_and(holds) AS holds FROM reviews")
        assert told == {"n": JUDGED, "holds": True}
    finally:
        snapshot.close()
