"""How sources characterise a topic: on the terminal, or as one HTML file that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractors.errors import QueryError
from warehouse.ask import open_published
from warehouse.report_page import render_page
from warehouse.topic import Row, Topic, read_topic

__all__ = ["read_report", "report"]


def report(home: Path, topic: str | None = None, output: Path | None = None) -> Topic:
    """What the report shows; printed as tables, or written to `output` as one HTML file.

    Raises QueryError for a topic that nothing is called, and for a file that cannot be written.
    """
    found = read_report(home, topic)
    if output is None:
        _print(Console(), found)
        return found
    try:
        output.write_text(render_page(found), encoding="utf-8")
    except OSError as error:
        raise QueryError(f"cannot write {output}: {error.strerror}") from error
    return found


def read_report(home: Path, topic: str | None = None) -> Topic:
    """What a report would show. Raises QueryError for a topic that nothing is called."""
    with open_published(home) as snapshot:
        return read_topic(snapshot, topic)


def _print(console: Console, topic: Topic) -> None:
    console.print(
        f"{topic.name}: {topic.total_claims} claims on {topic.documents} pages", style="bold"
    )
    columns = "source claims beneficial neutral harmful hedged_share strongest_causal"
    console.print(_table("Each source", topic.sources, [*columns.split(), "hype_per_1000_words"]))
    if topic.contradictions:
        sides = ["beneficial_documents", "harmful_documents", "null_documents"]
        pairs = ["subject", "object", *sides]
        console.print(_table("Contradictions (documents)", topic.contradictions, pairs))
    if topic.flags:
        flags = ["source", "severity", "surface", "sentence"]
        console.print(_table("Strongest selling words", topic.flags[:10], flags))


def _table(title: str, rows: Sequence[Row], columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        heading = column.removesuffix("_documents").replace("_", " ")
        numeric = any(isinstance(row[column], int | float) for row in rows)
        table.add_column(heading, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(Text("" if row[c] is None else str(row[c])) for c in columns))
    return table
