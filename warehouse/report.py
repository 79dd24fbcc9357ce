"""How sources characterise a topic: on the terminal, or as one HTML file that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from extractors.errors import QueryError
from warehouse.ask import open_published
from warehouse.report_page import render_page
from warehouse.screen import Screen
from warehouse.tables import print_rows
from warehouse.topic import Row, Topic, read_topic

__all__ = ["read_report", "report"]


def report(home: Path, topic: str | None = None, output: Path | None = None) -> Topic:
    """What the report shows; printed as tables, or written to `output` as one HTML file.

    Raises QueryError for a topic that nothing is called, and for a file that cannot be written.
    """
    found = read_report(home, topic)
    if output is None:
        _print(Screen(), found)
        return found
    try:
        output.write_text(render_page(found), encoding="utf-8")
    except OSError as error:
        raise QueryError(f"cannot write {output}: {error.strerror}") from error
    return found


def read_report(home: Path, topic: str | None = None) -> Topic:
    """What a report would show. Raises QueryError for a topic that nothing is called."""
    with open_published(home) as snapshot:
        try:
            return read_topic(snapshot, topic)
        except duckdb.OutOfMemoryException as error:
            reason = str(error).splitlines()[0]
            raise QueryError(f"too much for one report, name a topic: {reason}") from error


def _print(console: Screen, topic: Topic) -> None:
    console.print(
        f"{topic.name}: {topic.total_claims} claims on {topic.documents} pages", style="bold"
    )
    columns = "source claims beneficial neutral harmful hedged_share strongest_causal"
    _print_table(console, "Each source", topic.sources, [*columns.split(), "hype_per_1000_words"])
    if topic.contradictions:
        sides = ["beneficial_documents", "harmful_documents", "null_documents"]
        pairs = ["subject", "object", *sides]
        _print_table(console, "Contradictions (documents)", topic.contradictions, pairs)
    if topic.flags:
        flags = ["source", "severity", "surface", "sentence"]
        _print_table(console, "Strongest selling words", topic.flags[:10], flags)


def _print_table(console: Screen, title: str, rows: Sequence[Row], columns: Sequence[str]) -> None:
    headings = [column.removesuffix("_documents").replace("_", " ") for column in columns]
    console.print(f"\n{title}", style="bold")
    print_rows(console, headings, [[row[column] for column in columns] for row in rows])
