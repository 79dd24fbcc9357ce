"""The summary of a crawl: its exit code, and what a person reads on a narrow terminal."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from flows.summary import CrawlSummary, RunStatus, SourceSummary, run_status

GOOD = SourceSummary("good", fetched=2, documents=2)
WHY = "gave 0 of at least 1 documents; most often: no connection (1)"
BAD = SourceSummary("bad", "failed", failed=1, reason=WHY)


@pytest.mark.parametrize(
    ("sources", "status", "code"),
    [
        ((GOOD,), "completed", 0),
        ((GOOD, BAD), "completed_with_failures", 3),
        ((BAD,), "failed", 3),
    ],
)
def test_the_exit_code_is_that_of_the_honest_word(
    sources: tuple[SourceSummary, ...], status: RunStatus, code: int
) -> None:
    assert run_status(sources) == status
    assert CrawlSummary("run", status, sources).exit_code == code


def test_the_table_is_narrow_and_the_reasons_stand_below_it() -> None:
    summary = CrawlSummary("run", "completed_with_failures", (GOOD, BAD))
    sheet = StringIO()
    Console(file=sheet, width=80).print(summary.as_table())
    lines = [line.split() for line in sheet.getvalue().splitlines()]
    assert lines[1:] == [
        ["good", "0", "2", "0", "0", "2", "completed"],
        ["bad", "0", "0", "0", "1", "0", "failed"],
    ]
    assert summary.reasons() == [f"bad: {WHY}"]
