"""A part that does not fit is set aside with an issue; the rest loads and publishes."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.errors import WarehouseError
from warehouse.places import Places
from warehouse.retention import forget
from warehouse.stage import staged_parts
from warehouse.store import open_store


def doubled(part: Any, table: str) -> None:
    """The part with every row of one table twice: each row is right, together they are not."""
    path = part / f"{table}.parquet"
    rows = pq.read_table(path)
    pq.write_table(pa.concat_tables([rows, rows]), path)


def test_a_part_whose_rows_clash_is_set_aside_and_the_rest_is_published(
    keeper: Any, pen: Any
) -> None:
    keeper.stage(pen.doubt(), source="wire")
    bad = keeper.stage(pen.praise())
    doubled(bad, "claims")
    counts = keeper.load()
    assert (counts.parts, counts.documents, counts.issues) == (1, 1, 1)
    keeper.publish()
    assert keeper.ask("SELECT source FROM documents") == [("wire",)]
    reason, url, detail = keeper.one("SELECT reason, url, detail FROM issues WHERE stage = 'load'")
    assert (reason, url) == ("part_fails_checks", "https://blog.test/a")
    assert "duplicates in claims" in detail
    assert [part.name for part in staged_parts(Places(keeper.home).quarantine)] == [bad.name]
    assert keeper.load().parts == 0


def test_a_torn_part_is_set_aside(keeper: Any, pen: Any) -> None:
    torn = keeper.stage(pen.praise())
    (torn / "claims.parquet").write_bytes(b"PAR1 and no more")
    keeper.keep(pen.doubt(), source="wire")
    keeper.publish()
    assert keeper.ask("SELECT source FROM documents") == [("wire",)]
    assert keeper.one("SELECT count(*) FROM issues WHERE stage = 'load'") == (1,)


def test_a_part_that_was_mended_loads_when_moved_back(keeper: Any, pen: Any) -> None:
    part = keeper.stage(pen.praise())
    doubled(part, "sentences")
    keeper.load()
    (aside,) = staged_parts(Places(keeper.home).quarantine)
    rows = pq.read_table(aside / "sentences.parquet")
    pq.write_table(rows.slice(0, rows.num_rows // 2), aside / "sentences.parquet")
    aside.rename(part)
    assert keeper.load().documents == 1
    keeper.publish()


def test_a_damaged_store_is_not_blamed_on_a_part(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    with open_store(keeper.home) as store:
        store.execute("INSERT INTO raw.claims SELECT * FROM raw.claims")
        store.execute("UPDATE raw.claims SET extractor_version = 'lost'")
    keeper.stage(pen.doubt(), source="wire")
    with pytest.raises(WarehouseError, match="the store itself"):
        keeper.load()
    assert list(staged_parts(Places(keeper.home).quarantine)) == []


def test_a_forgotten_page_leaves_the_quarantine_too(keeper: Any, pen: Any) -> None:
    part = keeper.stage(pen.praise(), pen.praise("https://blog.test/other"))
    doubled(part, "claims")
    torn = keeper.stage(pen.doubt(), run_id="run-2")
    (torn / "claims.parquet").write_bytes(b"PAR1 and no more")
    keeper.load()
    forget(keeper.home, "https://blog.test/a")
    (left,) = staged_parts(Places(keeper.home).quarantine)
    assert pq.read_table(left / "documents.parquet")["url"].to_pylist() == [
        "https://blog.test/other"
    ]
