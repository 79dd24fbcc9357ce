"""What a crawl leaves on its page in Prefect: its summary, source health, new hype, new conflicts.

Pages are written by strangers: whatever they say is shown as text, never as Markdown or HTML.
"""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

from flows.fetching import Frontier
from flows.health import health_rows, short_row
from flows.summary import CrawlSummary
from warehouse.ask import answer_rows

SHOWN = 10
"""Flags of hype and contradictions that a page shows; the warehouse has all."""
_LONGEST = 400
_WEB = re.compile(r"https?://(?P<host>[A-Za-z0-9.:-]+)(/[^\s<>\\]*)?")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>:@$^=])")

_HYPE = f"""
SELECT h.source, h.url, h.title, h.category, h.severity, h.context, h.sentence, h.surface
FROM hype_flags h JOIN whats_new n ON n.run_id = '{{run_id}}' AND n.kind = 'hype'
    AND n.document_id = h.document_id
    AND n.what = h.category || ' (' || h.severity || '): ' || h.surface
WHERE h.is_flag
QUALIFY row_number() OVER (PARTITION BY h.sentence ORDER BY h.severity DESC, h.flag_id) = 1
ORDER BY h.severity DESC, h.source, h.document_id, h.start_char LIMIT {SHOWN + 1}
"""
_CONTRADICTIONS = f"""
SELECT DISTINCT c.subject, c.object, c.beneficial_documents, c.harmful_documents, c.null_documents,
    c.example_beneficial, c.example_harmful, c.example_null
FROM contradictions c JOIN whats_new n ON n.run_id = '{{run_id}}' AND n.kind = 'contradiction'
    AND starts_with(n.what, c.subject || ' and ' || c.object || ': ')
ORDER BY c.beneficial_documents + c.harmful_documents + c.null_documents DESC,
    c.subject, c.object
LIMIT {SHOWN + 1}
"""


@dataclass(frozen=True, slots=True)
class RunPage:
    """What Prefect's page of one run shows."""

    summary: str
    health: list[dict[str, Any]]
    hype: str
    contradictions: str


def run_page(home: Path, summary: CrawlSummary) -> RunPage:
    """The page of a run whose rows are published. Raises QueryError where they cannot be read."""
    return RunPage(
        summary_markdown(summary),
        health_table(home),
        hype_markdown(answer_rows(home, _HYPE.format(run_id=summary.run_id))),
        contradictions_markdown(answer_rows(home, _CONTRADICTIONS.format(run_id=summary.run_id))),
    )


async def leave_artifacts(page: RunPage) -> None:
    """None, once the four artifacts of the run that is going on are with Prefect."""
    await acreate_markdown_artifact(
        page.summary, key="crawl-summary", description="What the crawl came to."
    )
    await acreate_table_artifact(
        page.health, key="source-health", description="How every source of this home fares."
    )
    await acreate_markdown_artifact(
        page.hype, key="new-hype", description="The strongest hype that no crawl before had found."
    )
    await acreate_markdown_artifact(
        page.contradictions,
        key="new-contradictions",
        description="Claims that this crawl set against each other.",
    )


def summary_markdown(summary: CrawlSummary) -> str:
    """The summary as Markdown: the status, the totals, and a table of the sources."""
    status = summary.status.replace("_", " ")
    names = ("discovered", "fetched", "unchanged", "failed", "documents")
    lines = [
        f"## {status.capitalize()}",
        "",
        f"{_number(summary.documents, 'document')}, {_number(summary.claims, 'claim')}, "
        f"{_number(summary.hype_flags, 'hype flag')} in {summary.seconds:.0f} s.",
        "",
        f"| source | {' | '.join(names)} | status |",
        f"|---|{'--:|' * len(names)}---|",
    ]
    for source in summary.sources:
        counts = " | ".join(str(getattr(source, name)) for name in names)
        told = source.status if source.status == "completed" else f"**{source.status}**"
        lines.append(f"| {shown(source.name)} | {counts} | {told} |")
    for source in summary.sources:
        if source.reason:
            lines += ["", f"**{shown(source.name)}**: {shown(source.reason)}"]
    run = (
        f"Run `{summary.run_id}` in the warehouse: `from issues where run_id = '{summary.run_id}'`"
    )
    return "\n".join([*lines, "", run, ""])


def health_table(home: Path) -> list[dict[str, Any]]:
    """Every source that was ever crawled, as rows of text and numbers."""
    with Frontier(home) as frontier:
        rows = [short_row(row) for row in health_rows(home, frontier, time.time())]
    return [
        {
            name.replace("_", " "): value if isinstance(value, int | None) else _cell(value)
            for name, value in row.items()
        }
        for row in rows
    ]


def hype_markdown(rows: list[dict[str, Any]]) -> str:
    """New flags of hype as Markdown: the sentence with its words marked, and where it stands."""
    if not rows:
        return "Nothing new that sells."
    lines = []
    for row in rows[:SHOWN]:
        sentence, surface = shown(row["sentence"]), shown(row["surface"])
        kind = row["category"].replace("_", " ")
        lines.append(
            f"- {sentence.replace(surface, f'**{surface}**', 1)}  \n  {shown(row['source'])}, "
            f"severity {row['severity']}, {kind}, {row['context']}: {placed(row)}"
        )
    return "\n".join([*lines, *_more(rows, "hype_flags")])


def contradictions_markdown(rows: list[dict[str, Any]]) -> str:
    """New contradictions as Markdown: each pair with one sentence for every side."""
    if not rows:
        return "No claim met its opposite for the first time."
    lines = []
    for row in rows[:SHOWN]:
        lines.append(f"- **{shown(row['subject'])}** and **{shown(row['object'])}**")
        for side, told in (("beneficial", "good"), ("harmful", "bad"), ("null", "no difference")):
            if pages := row[f"{side}_documents"]:
                example = shown(row[f"example_{side}"] or "")
                lines.append(f"    - {told}, {_number(pages, 'page')}: {example}")
    return "\n".join([*lines, *_more(rows, "contradictions")])


def shown(text: str) -> str:
    """A stranger's text on one line of Markdown that reads as it stands: no markup, no HTML."""
    line = " ".join(text.split())
    line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return _MARKDOWN.sub(r"\\\1", html.escape(line, quote=False))


def placed(row: dict[str, Any]) -> str:
    """Where something was said: the page's title, and its host as a link if it is of the web."""
    title = shown(row["title"] or row["url"])
    found = _WEB.fullmatch(row["url"])
    # A title would be shown with its backslashes, were it the link.
    return f"{title} at [{found['host']}](<{html.escape(row['url'])}>)" if found else title


def _number(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def _more(rows: list[dict[str, Any]], view: str) -> list[str]:
    return ["", f"There is more: `from {view}`"] if len(rows) > SHOWN else []


def _cell(value: object) -> str:
    text = f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "strftime") else str(value)
    return html.escape(text, quote=False)
