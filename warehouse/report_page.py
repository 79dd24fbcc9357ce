"""A topic as one self-contained HTML page: no script, no network, readable on a phone or paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files

from warehouse.charts import Bars, Chart
from warehouse.leads import Leads
from warehouse.moments import now
from warehouse.report_sentences import (
    anchor,
    claims_section,
    contradictions_section,
    flags_section,
)
from warehouse.topic import CERTAINTIES, DIRECTIONS, Row, Topic

__all__ = ["render_page"]

_CERTAINTY_COLOURS = ("c0", "c1", "c2", "c3", "c4")
_DIRECTION_COLOURS = ("c0", "c3", "c2", "c4", "c5")
_CLAIM_COLUMNS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    # column of a source: its heading, and what the claims that it counts have in common
    "claims": ("claims", {}),
    "documents": ("pages", {}),
    "beneficial": ("benefit", {"valence": "beneficial"}),
    "neutral": ("neutral", {"valence": "neutral"}),
    "harmful": ("harm", {"valence": "harmful"}),
    "hedged_share": ("hedged", {"hedged": True}),
}


def render_page(topic: Topic) -> str:
    """The whole page; everything that comes from a source is escaped, links are http(s) only."""
    claims = Leads("q", "claim", topic.claims, "claims")
    flags = Leads("f", "flag", topic.flags, "hype")
    name = escape(topic.name)
    numbers = (
        _sources(topic.sources, claims, flags),
        '<h2 id="plots">Plots</h2>',
        _certainty(topic, claims),
        _hype(topic, flags),
        _years(topic, claims),
        _designs(topic, claims),
        contradictions_section(topic.contradictions, claims),
    )
    parts = (
        f"<h1>How sources characterise {name}</h1>",
        _introduction(topic),
        *numbers,
        flags_section(topic, flags),
        claims_section(topic, claims),
    )
    body = "\n".join(part for part in parts if part)
    style = files("warehouse").joinpath("report.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}: how sources characterise it</title>\n"
        f"<style>{style}{claims.style()}{flags.style()}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _introduction(topic: Topic) -> str:
    places = {
        "sources": "Sources",
        "plots": "Plots",
        "opposite": "Opposite findings" if topic.contradictions else "",
        "hype": "Selling words" if topic.flags else "",
        "claims": "Claims",
    }
    links = "".join(f'<li><a href="#{to}">{name}</a></li>' for to, name in places.items() if name)
    return (
        f'<p><a href="#claims">{topic.total_claims} claims</a> on {topic.documents} pages, counted '
        "once per story and source; relations that are only raised are left out. Each number "
        f"leads to the sentences that it counts. Written <time>{now():%Y-%m-%d}</time> (UTC).</p>"
        f'<nav aria-label="On this page"><ul>{links}</ul></nav>'
    )


def _sources(rows: Sequence[Row], claims: Leads, flags: Leads) -> str:
    headings = [
        *(heading for heading, _ in _CLAIM_COLUMNS.values()),
        *("causal (0–3)", "hype / 1000 words", "designs", "overclaims"),
    ]
    lines = [
        (
            f'<a href="#{anchor(row["source"])}">{escape(row["source"])}</a>'
            f'<span class="about">{escape(row["source_kind"].replace("_", " "))}</span>',
            [*_claim_numbers(row, claims), *_other_facts(row, claims, flags)],
        )
        for row in rows
    ]
    title = "How many claims, which way, how surely and how strongly put, with how much hype"
    table = _table(title, "source", headings, lines, words=2)
    return f'<h2 id="sources">Sources side by side</h2>{table}'


def _claim_numbers(row: Row, claims: Leads) -> Iterator[str]:
    source = row["source"]
    for column, (heading, wanted) in _CLAIM_COLUMNS.items():
        shown = f"{row[column]:.0%}" if column == "hedged_share" else str(row[column])
        counted = row["claims"] if column in ("claims", "documents") else None
        yield claims.link(shown, f"{source}, {heading}", {"source": source, **wanted}, counted)


def _other_facts(row: Row, claims: Leads, flags: Leads) -> Iterator[str]:
    of_source, causal = {"source": row["source"]}, row["strongest_causal"]
    about = f"{row['source']}, causal strength {causal}"
    yield claims.link(str(causal), about, {**of_source, "causal_strength": causal})
    density = f"{row['hype_per_1000_words'] or 0:g}"
    about = f"{row['source']}, on the pages of its claims"
    yield flags.link(density, about, of_source, row["hype_flags"])
    for what, values in (("names_design", row["designs"]), ("outruns", row["overclaims"])):
        words = ", ".join(values or []).replace("_", " ")
        yield claims.link(words, f"{row['source']}, {words}", {**of_source, what: True})


def _certainty(topic: Topic, claims: Leads) -> str:
    return _stacked(
        "How sure claims are put, by kind of source (share of claims)",
        ("kind of source", "source_kind", topic.certainty),
        ("certainty", CERTAINTIES, _CERTAINTY_COLOURS),
        claims,
    )


def _designs(topic: Topic, claims: Leads) -> str:
    return _stacked(
        "Which way the object goes, by design of the study (share of claims)",
        ("design", "design_told", topic.designs),
        ("direction", DIRECTIONS, _DIRECTION_COLOURS),
        claims,
    )


def _stacked(
    title: str,
    bars: tuple[str, str, Sequence[Row]],
    parts: tuple[str, Sequence[str], Sequence[str]],
    claims: Leads,
) -> str:
    """A plot of shares: a bar for each value of one column, its parts the values of another."""
    heading, bar_column, rows = bars
    part_column, values, colours = parts
    names = [value.replace("_", " ") for value in values]
    drawn, lines = [], []
    for row in rows:
        label = str(row[bar_column]).replace("_", " ")
        counts = [row[value] for value in values]
        drawn.append(Bars(label, counts, str(sum(counts))))
        cells = [
            claims.link(
                str(count),
                f"{label}, {name}",
                {bar_column: row[bar_column], part_column: value},
                count,
            )
            for value, name, count in zip(values, names, counts, strict=True)
        ]
        lines.append((escape(label), cells))
    chart = Chart(title, dict(zip(names, colours, strict=True)), drawn, shares=True)
    return chart.figure(_table("Claims behind the bars", heading, names, lines, about=title))


def _hype(topic: Topic, flags: Leads) -> str:
    bars, lines = [], []
    for row in topic.hype:
        label = row["source_kind"].replace("_", " ")
        density, total = row["hype_per_1000_words"] or 0, row["hype_flags"]
        about = f"{label}, on the pages of the claims"
        wanted = {"source_kind": row["source_kind"]}
        numbers = [
            flags.link(shown, about, wanted, total) for shown in (f"{density:g}", str(total))
        ]
        bars.append(Bars(label, (density,), f"{density:g}"))
        lines.append((escape(label), [*numbers, str(row["documents"])]))
    title = "Hype flags per 1000 words of those pages, by kind of source"
    headings = ("flags / 1000 words", "flags", "pages")
    table = _table("Hype behind the bars", "kind of source", headings, lines, about=title)
    return Chart(title, {"hype": "c3"}, bars).figure(table)


def _years(topic: Topic, claims: Leads) -> str:
    series = {"put as fact": "c0", "hedged": "c2"}
    bars, lines = [], []
    for row in topic.years:
        year, counts = row["year"], (row["facts"], row["claims"] - row["facts"])
        bars.append(Bars(year, counts, str(row["claims"])))
        cells = [
            claims.link(str(count), f"{year}, {name}", {"year": year, "hedged": hedged}, count)
            for name, hedged, count in zip(series, (False, True), counts, strict=True)
        ]
        lines.append((year, cells))
    title = "Claims by year of publication"
    table = _table("Claims behind the bars", "year", list(series), lines, about=title)
    return Chart(title, series, bars).figure(table)


def _table(
    title: str,
    first: str,
    headings: Sequence[str],
    lines: Sequence[tuple[str, Sequence[str]]],
    *,
    words: int = 0,
    about: str = "",
) -> str:
    """A table of cells that are HTML already; numbers but for the last `words` columns.

    On a telephone each row becomes a block, so the roles of a table are written out. `about`
    tells a reader who does not see the plot above it from other tables of the same title.
    """
    label = f"{title}: {about}" if about else title
    kinds = [" class=n" if index < len(headings) - words else "" for index in range(len(headings))]
    head = "".join(
        f'<th scope="col" role="columnheader"{kind}>{escape(heading)}</th>'
        for heading, kind in zip([first, *headings], ["", *kinds], strict=True)
    )
    columns = list(zip(map(escape, headings), kinds, strict=True))
    body = "".join(_table_row(name, cells, columns) for name, cells in lines)
    return (
        f'<div class="wide" role="region" aria-label="{escape(label)}" tabindex="0">'
        f'<table role="table"><caption>{escape(title)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _table_row(name: str, cells: Sequence[str], columns: Sequence[tuple[str, str]]) -> str:
    shown = "".join(
        f'<td role="cell"{kind} data-of="{heading}">{cell}</td>'
        for cell, (heading, kind) in zip(cells, columns, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{name}</th>{shown}</tr>'
