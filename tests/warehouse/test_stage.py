"""Parts appear whole or not at all, and the same rows give the same part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from warehouse.moments import moment
from warehouse.records import FetchRecord, IssueRecord, RunRecord
from warehouse.stage import staged_parts, write_part


def rows(part: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(part / f"{table}.parquet").to_pylist()
    return found


def test_a_reading_becomes_rows_of_every_kind(tmp_path: Path, pen: Any) -> None:
    reading = pen.praise()
    part = write_part(tmp_path / "run-1", [(pen.capture(reading), reading)])
    tables = {file.stem for file in part.iterdir()}
    wanted = {"documents", "captures", "texts", "regions", "sentences", "mentions", "claims"}
    assert tables == wanted | {"flags", "quantities", "studies", "signals"}
    assert [row["surface"] for row in rows(part, "flags")] == ["miracle", "could", "Only 31 adults"]
    assert rows(part, "quantities")[0]["claim_id"] == rows(part, "claims")[0]["claim_id"]


def test_the_same_rows_give_the_same_part(tmp_path: Path, pen: Any) -> None:
    batch = [(pen.capture(reading), reading) for reading in (pen.praise(), pen.doubt())]
    first = write_part(tmp_path / "run-1", batch)
    assert write_part(tmp_path / "run-1", batch) == first
    assert write_part(tmp_path / "run-1", batch[:1]) != first
    assert len(list(staged_parts(tmp_path))) == 2


def test_a_half_written_part_is_not_seen(tmp_path: Path, pen: Any) -> None:
    draft = tmp_path / "run-1" / ".draft-1-part-abc"
    draft.mkdir(parents=True)
    (draft / "documents.parquet").write_bytes(b"PAR1")
    assert list(staged_parts(tmp_path)) == []


def test_a_reading_whose_offsets_do_not_fit_becomes_an_issue(tmp_path: Path, pen: Any) -> None:
    good, bad = pen.doubt(), pen.praise()
    first = replace(bad.mentions[0], start=0, end=len(bad.mentions[0].surface))
    bad = replace(bad, mentions=(first, *bad.mentions[1:]))
    part = write_part(tmp_path / "run-1", [(pen.capture(r), r) for r in (bad, good)])
    assert [row["url"] for row in rows(part, "documents")] == [good.document.id]
    (issue,) = rows(part, "issues")
    assert (issue["url"], issue["reason"]) == (bad.document.id, "offsets_do_not_fit")


@pytest.mark.parametrize(
    ("change", "breach"),
    [
        ({"certainty": "sure"}, "claims.certainty is 'sure'"),
        ({"causal_strength": 7}, "claims.causal_strength is 7"),
    ],
)
def test_a_value_outside_its_enumeration_becomes_an_issue(
    tmp_path: Path, pen: Any, change: dict[str, Any], breach: str
) -> None:
    reading = pen.doubt()
    reading = replace(reading, claims=(replace(reading.claims[0], **change),))
    part = write_part(tmp_path / "run-1", [(pen.capture(reading), reading)])
    assert [file.stem for file in part.iterdir()] == ["issues"]
    (issue,) = rows(part, "issues")
    assert (issue["reason"], issue["detail"]) == ("value_outside_enumeration", breach)


def test_a_category_of_another_kind_becomes_an_issue(tmp_path: Path, pen: Any) -> None:
    reading = pen.praise()
    reading = replace(reading, flags=(replace(reading.flags[0], category="small_sample"),))
    part = write_part(tmp_path / "run-1", [(pen.capture(reading), reading)])
    assert rows(part, "issues")[0]["detail"] == "hype category is 'small_sample'"


def test_one_claim_found_by_two_rules_is_one_row(tmp_path: Path, pen: Any) -> None:
    reading = pen.doubt()
    twice = (*reading.claims, replace(reading.claims[0], rule_id="claim.other"))
    reading = replace(reading, claims=twice)
    part = write_part(tmp_path / "run-1", [(pen.capture(reading), reading)])
    assert [row["rule_id"] for row in rows(part, "claims")] == ["claim.test"]


def test_records_keep_their_fields(tmp_path: Path) -> None:
    when = "2026-03-01T10:00:00+02:00"
    part = write_part(
        tmp_path / "run-1",
        fetches=[FetchRecord("run-1", "blog", "https://blog.test/a", when, "ok", 200, bytes=7)],
        issues=[IssueRecord("run-1", "blog", "https://blog.test/a", "read", "empty", at=when)],
        runs=[RunRecord("run-1", when)],
    )
    assert rows(part, "fetches")[0]["fetched_at"] == moment("2026-03-01T08:00:00Z")
    assert rows(part, "issues")[0]["noticed_at"] == moment("2026-03-01T08:00:00Z")
    assert rows(part, "runs")[0]["finished_at"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", "2026-01-01 00:00:00"),
        ("2026-03", "2026-03-01 00:00:00"),
        ("2026-03-09", "2026-03-09 00:00:00"),
        ("2026-03-09T23:30:00-05:00", "2026-03-10 04:30:00"),
        ("last week", "None"),
        ("", "None"),
        (None, "None"),
    ],
)
def test_dates_of_any_precision_become_moments(text: str | None, expected: str) -> None:
    assert str(moment(text)) == expected
