"""`hedgerow demo`: bundled pages, crawled by the real flow, and what the sources make of them."""

from __future__ import annotations

import shlex
import shutil
from importlib import resources
from pathlib import Path
from typing import Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractors.errors import InputError
from flows.commands.crawl import crawl_once
from flows.demo.server import demo_site
from flows.settings import Settings
from flows.summary import CrawlSummary
from flows.terminal import err, out, print_json
from warehouse.ask import answer_rows

_MARK = ".made-by-hedgerow-demo"

Rows = list[dict[str, Any]]

CHARACTERIZATION = """
SELECT source, any_value(source_kind) AS kind, sum(claims)::INT AS claims,
    sum(beneficial)::INT AS beneficial, sum(harmful)::INT AS harmful, sum(neutral)::INT AS neutral,
    round(sum(hedged_share * claims) / sum(claims), 2) AS hedged,
    max(strongest_causal) AS causal, max(hype_per_1000_words) AS hype,
    list_sort(list_distinct(flatten(list(designs)))) AS designs,
    (SELECT list_sort(list_distinct(flatten(list(o.overclaims)))) FROM characterization o
        WHERE o.subject = 'tocilizumab' AND o.source = c.source) AS overclaims
FROM characterization c
WHERE subject = 'tocilizumab'
    AND object_id IN (SELECT concept_id FROM concepts
        WHERE name ILIKE '%depress%' OR name IN ('remission', 'Patient Health Questionnaire 9'))
GROUP BY source ORDER BY hype DESC, source
"""
HYPE = """
SELECT source, severity, category, context, sentence, surface, rationale FROM hype_flags
WHERE is_flag AND severity >= 2 ORDER BY severity DESC, context, source, start_char
"""
CAVEATS = "SELECT source, count(*) AS caveats FROM caveats GROUP BY source"


def run_demo(place: Path, *, as_json: bool) -> int:
    """The exit code, once the demonstration's findings are on stdout; its home is made at `place`.

    InputError where anything lies there that no demo made.
    """
    home = place.expanduser().resolve()
    _make_room(home)
    with demo_site() as site:
        template = (resources.files("flows") / "demo" / "sources.toml").read_text("utf-8")
        catalogue = home / "sources.toml"
        catalogue.write_text(template.replace("{site}", site), "utf-8")
        # Six pages are read sooner than a second process is ready.
        summary = crawl_once(Settings(home, workers=1), catalogue)
    told = {
        "characterization": answer_rows(home, CHARACTERIZATION),
        "hype": answer_rows(home, HYPE),
        "caveats": answer_rows(home, CAVEATS),
    }
    if as_json:
        print_json({**summary.as_json(), **told})
    else:
        _show(place, summary, told)
    return summary.exit_code


def _make_room(home: Path) -> None:
    """An empty folder with our mark in it; one that no demo made is never touched."""
    if home.exists() and any(home.iterdir()) and not (home / _MARK).exists():
        raise InputError(f"{home} is not empty and no demo made it: move it, or work elsewhere")
    if home.exists():
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True)
    (home / _MARK).touch()
    err.print("Crawling six invented pages on one invented trial ...")


def _show(place: Path, summary: CrawlSummary, told: dict[str, Rows]) -> None:
    out.print(
        f"\nRead {summary.documents} pages of {len(summary.sources)} sources in "
        f"{summary.seconds:.0f} s: {summary.claims} claims, {summary.hype_flags} hype flags."
    )
    out.print("\nHow each source characterises tocilizumab for depression", style="bold")
    caveats = {row["source"]: row["caveats"] for row in told["caveats"]}
    out.print(_characterization(told["characterization"], caveats))
    out.print("\nThe strongest hype, in context", style="bold")
    for row in _in_turn(told["hype"])[:4]:
        out.print(Padding(_in_context(row), (0, 0, 0, 2)))
    _show_next(place)


def _characterization(rows: Rows, caveats: dict[str, int]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("source", no_wrap=True)
    for name in ("claims", "good", "bad", "null", "hedged", "causal", "hype", "caveats"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("overclaims")
    for row in rows:
        numbers = (row["claims"], row["beneficial"], row["harmful"], row["neutral"])
        table.add_row(
            row["source"],
            *(str(number or "-") for number in numbers),
            f"{row['hedged']:.0%}",
            str(row["causal"]),
            f"{row['hype']:.0f}",
            str(caveats.get(row["source"], "-")),
            ", ".join(row["overclaims"]) or "-",
        )
    return table


def _in_turn(rows: Rows) -> Rows:
    """One row for each sentence, so ordered that each source speaks before one speaks again."""
    turns: dict[str, int] = {}
    order: list[tuple[int, int]] = []
    sentences = {row["sentence"]: place for place, row in reversed(list(enumerate(rows)))}
    for place in sorted(sentences.values()):
        source = rows[place]["source"]
        turns[source] = turns.get(source, 0) + 1
        order.append((turns[source], place))
    return [rows[place] for _, place in sorted(order)]


def _in_context(row: dict[str, Any]) -> Text:
    text, start = Text(row["sentence"]), row["sentence"].find(row["surface"])
    text.stylize("bold reverse", start, start + len(row["surface"]))
    kind = f"{row['category'].replace('_', ' ')}, severity {row['severity']}, {row['context']}"
    return text.append(f"\n  {row['source']}: {kind}", style="dim")


def _show_next(place: Path) -> None:
    home = shlex.quote(str(place))
    out.print("\nNext", style="bold")
    for line in (
        f'hedgerow --home {home} sql "from characterization"',
        f"hedgerow --home {home} sql \"from claims_about('tocilizumab', 'depression')\"",
        f'hedgerow --home {home} sql "select sentence, surface, rationale from hype_flags"',
        f"hedgerow --home {home} status",
        "hedgerow extract your-article.txt",
    ):
        out.print(f"  {line}", markup=False, soft_wrap=True)
