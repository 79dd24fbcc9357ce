"""What is forgotten is gone from every file; what is pruned was not needed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import WarehouseError
from warehouse import retention
from warehouse.places import Places
from warehouse.retention import forget, forgotten_urls, prune
from warehouse.store import open_store

URL = "https://blog.test/a"


def holding(folder: Path, words: str) -> list[Path]:
    """Files that hold these words; of Parquet files, what they say after decompression."""
    import pyarrow.parquet as pq

    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_bytes()
            if path.suffix == ".parquet":
                text = str(pq.read_table(path).to_pylist()).encode()
            if words.encode() in text:
                found.append(path)
    return found


def test_a_forgotten_page_is_gone_from_every_file(keeper: Any, pen: Any) -> None:
    text = "Xylophone patients say tocilizumab treats depression."
    claim = pen.claim(text, "tocilizumab", "treats", "depression")
    keeper.stage(pen.reading(text, URL, claims=(claim,)), pen.doubt())
    keeper.load()
    keeper.publish()
    assert len(holding(keeper.home, "Xylophone")) > 2
    gone = forget(keeper.home, URL)
    assert (gone.documents, gone.claims, gone.flags, gone.parts) == (1, 1, 0, 1)
    assert gone.archive_records == (("archive/blog.warc.gz", 512),)
    assert holding(keeper.home, "Xylophone") == []
    assert keeper.ask("SELECT url FROM documents") == [("https://wire.test/b",)]
    assert forgotten_urls(keeper.home) == {URL}


def test_a_forgotten_page_does_not_come_back(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    forget(keeper.home, URL)
    counts = keeper.keep(pen.praise(extractor_version="1.1"), run_id="run-2")
    assert counts.documents == 0
    keeper.publish()
    assert keeper.ask("FROM documents") == []
    assert keeper.ask("FROM sentences") == []


def test_the_copy_of_a_forgotten_story_becomes_the_original(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.keep(pen.praise("https://wire.test/c"), source="wire", run_id="run-2")
    keeper.publish()
    assert keeper.one("SELECT count(duplicate_of) FROM documents") == (1,)
    forget(keeper.home, URL)
    assert keeper.one("SELECT url, duplicate_of FROM documents") == ("https://wire.test/c", None)


def test_forgetting_what_is_not_there_only_remembers_it(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.doubt())
    gone = forget(keeper.home, URL)
    assert (gone.documents, gone.parts, gone.archive_records) == (0, 0, ())
    assert forgotten_urls(keeper.home) == {URL}


def test_a_home_without_a_store_has_forgotten_nothing(tmp_path: Path) -> None:
    assert forgotten_urls(tmp_path) == frozenset()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("days", "parts"), [(30, 0), (0, 1)])
def test_loaded_parts_go_when_they_are_old(keeper: Any, pen: Any, days: int, parts: int) -> None:
    keeper.keep(pen.praise())
    keeper.stage(pen.doubt(), run_id="run-2")
    pruned = prune(keeper.home, keep_staging_days=days)
    assert (pruned.snapshots, pruned.parts) == ((), parts)
    assert keeper.load().documents == 1
    keeper.publish()
    assert keeper.one("SELECT count(*) FROM documents") == (2,)


def test_a_snapshot_that_is_being_published_is_not_pruned(
    keeper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "open_store", partial(open_store, wait_seconds=0.1))
    draft = Places(keeper.home).snapshots / ".draft-1"
    draft.mkdir(parents=True)
    with open_store(keeper.home), pytest.raises(WarehouseError, match="in use"):
        prune(keeper.home)
    assert draft.is_dir()
    assert prune(keeper.home).snapshots == (draft.name,)
