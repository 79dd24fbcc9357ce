"""A view of the queue lies in its address, whole."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl

import pytest

from extractors.errors import InputError
from warehouse.review.queue import Queue
from warehouse.review.selection import Selection
from warehouse.review.snapshot import Snapshot, published_file

ALL = {
    "of": "claims", "status": "second", "source": "a & b", "kind": "blog", "drug": "TNF-α",
    "category": "hope", "context": "hedged", "rule": "hype.x", "page": "d1",
    "severity": "2", "overclaim": "1", "since": "2026-01-01", "until": "2026-02-01",
    "lookalikes": "1", "copies": "1",
}  # fmt: skip


def test_an_address_gives_back_the_view_that_wrote_it() -> None:
    assert set(ALL) == {field.name for field in fields(Selection)}
    view = Selection.read(ALL)
    assert Selection.read(dict(parse_qsl(view.query()))) == view
    assert Selection().query() == ""


def test_a_change_is_only_of_what_it_names() -> None:
    view = Selection(source="blog", severity="3")
    assert view.query(severity="", at="x1") == "source=blog&at=x1"


@pytest.mark.parametrize(
    "wrong", [{"of": "ads"}, {"status": "done"}, {"severity": "9"}, {"since": "March"}]
)
def test_a_value_that_cannot_be_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong.values()))):
        Selection.read(wrong)


@pytest.fixture
def queues(wonders: Any) -> Any:
    snapshot = Snapshot(published_file(wonders))
    yield {"hype": Queue(snapshot, "flag"), "claims": Queue(snapshot, "claim")}
    snapshot.close()


@pytest.mark.parametrize(
    ("view", "count"),
    [
        ({}, 12),
        ({"source": "wire"}, 5),
        ({"kind": "blog"}, 7),
        ({"severity": "3"}, 3),
        ({"rule": "hype.leap"}, 5),
        ({"page": "none"}, 0),
        ({"category": "hope"}, 12),
        ({"category": "promise"}, 0),
        ({"drug": "tocilizumab"}, 7),
        ({"drug": "aspirin"}, 0),
        ({"overclaim": "1"}, 2),
        ({"since": "2026-03-01"}, 12),
        ({"since": "2026-03-02"}, 0),
        ({"until": "2026-03-01"}, 12),
        ({"until": "2026-02-28"}, 0),
        ({"context": "asserted"}, 12),
        ({"of": "claims"}, 1),
        ({"of": "claims", "severity": "1"}, 1),
        ({"of": "claims", "category": "causes"}, 0),
        ({"source": "' OR 1=1 --"}, 0),
    ],
)
def test_filters_find_what_they_name(queues: Any, view: dict[str, str], count: int) -> None:
    selection = Selection.read(view)
    assert len(queues[selection.of].matching(selection)) == count


def test_the_queue_is_severe_first(queues: Any) -> None:
    queue = queues["hype"]
    severities = [queue.item(rank)["severity"] for rank in range(queue.size)]
    assert severities[0] == 3
    assert severities[-1] == 1
    assert len({queue.id_at(rank) for rank in range(queue.size)}) == queue.size == 12
