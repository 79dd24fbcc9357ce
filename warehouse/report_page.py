"""A topic as one self-contained HTML page: no script, no network, readable on a phone or paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from warehouse.charts import Bars, Chart
from warehouse.moments import now
from warehouse.topic import CERTAINTIES, DIRECTIONS, SHOWN_CLAIMS, Row, Topic

__all__ = ["render_page"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2327; --paper: #fff; --line: #c9ced3; --soft: #f3f5f6;
  --c0: #1f5f8b; --c1: #4f93bd; --c2: #9cc3dc; --c3: #d9a441; --c4: #a3542f; --c5: #aab2b8;
  --mark: #dcecf6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaec; --paper: #16191b; --line: #454c52;
  --soft: #202427; --mark: #23415a; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { margin-top: 2.2rem; font-size: 1.3rem; }
h3 { margin: 1.4rem 0 .4rem; font-size: 1.05rem; } time { white-space: nowrap; }
a { color: inherit; } table { border-collapse: collapse; font-size: .9rem; width: 100%; }
caption { text-align: left; padding-bottom: .4rem; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .5rem; text-align: left;
  vertical-align: top; } .n { text-align: right; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } figure { margin: 1.5rem 0; } figcaption { font-weight: 600;
  margin-bottom: .4rem; }
figure > svg { width: 100%; max-width: 31rem; height: auto; } svg text { font-size: 15px;
  fill: var(--ink); } .key { width: .8rem; height: .8rem; margin-right: .35rem; }
.keys { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0;
  font-size: .85rem; } .c0 { fill: var(--c0); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); }
.c3 { fill: var(--c3); } .c4 { fill: var(--c4); } .c5 { fill: var(--c5); }
rect { stroke: var(--ink); stroke-width: .75; } blockquote { margin: .6rem 0;
  padding: .5rem .8rem; background: var(--soft); border-left: 3px solid var(--line);
  break-inside: avoid; } mark { background: var(--mark); color: inherit; }
.about { font-size: .85rem; font-weight: normal; display: block; }
.wide:focus-visible { outline: 2px solid var(--c1); }
@media print { body { max-width: none; font-size: 11pt; } figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; } rect { print-color-adjust: exact; }
  .wide { overflow: visible; } }
"""
_COLOURS = ("c0", "c1", "c2", "c3", "c4")
_DIRECTION_COLOURS = ("c0", "c3", "c2", "c4", "c5")
_DIRECTION_NAMES = tuple(name.replace("_", " ") for name in DIRECTIONS)


def render_page(topic: Topic) -> str:
    """The whole page; everything that comes from a source is escaped, links are http(s) only."""
    name = escape(topic.name)
    parts = (
        f"<h1>How sources characterise {name}</h1>",
        f"<p>{topic.total_claims} claims on {topic.documents} pages, counted once per story and "
        f"source; relations that are only raised are left out. Written "
        f"<time>{now():%Y-%m-%d}</time> (UTC).</p>",
        _sources(topic.sources),
        *(chart.figure() for chart in _charts(topic)),
        _contradictions(topic.contradictions),
        _flags(topic.flags),
        _claims(topic),
    )
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}: how sources characterise it</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _charts(topic: Topic) -> tuple[Chart, ...]:
    return (
        Chart(
            "How sure claims are put, by kind of source (share of claims)",
            dict(zip(CERTAINTIES, _COLOURS, strict=True)),
            [_stacked(row, "source_kind", CERTAINTIES) for row in topic.certainty],
            shares=True,
        ),
        Chart(
            "Hype flags per 1000 words of those pages, by kind of source",
            {"hype per 1000 words": "c3"},
            [_single(row, "source_kind", "hype_per_1000_words") for row in topic.hype],
        ),
        Chart(
            "Claims by year of publication",
            {"put as fact": "c0", "hedged": "c2"},
            [
                Bars(row["year"], (row["facts"], row["claims"] - row["facts"]), str(row["claims"]))
                for row in topic.years
            ],
        ),
        Chart(
            "Which way the object goes, by design of the study (share of claims)",
            dict(zip(_DIRECTION_NAMES, _DIRECTION_COLOURS, strict=True)),
            [_stacked(row, "design", DIRECTIONS) for row in topic.designs],
            shares=True,
        ),
    )


def _stacked(row: Row, label: str, names: Sequence[str]) -> Bars:
    parts = [row[name] for name in names]
    return Bars(str(row[label]).replace("_", " "), parts, str(sum(parts)))


def _single(row: Row, label: str, value: str) -> Bars:
    number = row[value] or 0
    return Bars(str(row[label]).replace("_", " "), (number,), f"{number:g}")


def _table(title: str, rows: Sequence[Sequence[str]], headings: Sequence[str]) -> str:
    numeric = [bool(rows) and 'class="n"' in cell for cell in (rows[0] if rows else headings)]
    head = "".join(
        f'<th scope="col"{" class=n" if right else ""}>{escape(heading)}</th>'
        for heading, right in zip(headings, numeric, strict=True)
    )
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return (
        f'<div class="wide" role="region" aria-label="{escape(title)}" tabindex="0">'
        f"<table><caption>{escape(title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(value).replace("_", " ")
    shown = "" if value is None else escape(str(value))
    return f'<td class="n">{shown}</td>' if isinstance(value, int | float) else f"<td>{shown}</td>"


def _sources(rows: Sequence[Row]) -> str:
    columns = {
        "claims": "claims", "documents": "pages", "beneficial": "benefit", "neutral": "neutral",
        "harmful": "harm", "hedged_share": "hedged", "strongest_causal": "causal (0–3)",
        "hype_per_1000_words": "hype / 1000 words", "designs": "designs",
        "overclaims": "overclaims",
    }  # fmt: skip
    lines = [
        [
            f'<th scope="row"><a href="#{_anchor(row["source"])}">{escape(row["source"])}</a>'
            f'<span class="about">{escape(row["source_kind"].replace("_", " "))}</span></th>',
            *(_cell(row[column]) for column in columns),
        ]
        for row in rows
    ]
    title = "Each source; its name leads to the sentences that are counted"
    return "<h2>Sources side by side</h2>" + _table(title, lines, ["source", *columns.values()])


def _anchor(source: str) -> str:
    return "from-" + "".join(char if char.isalnum() else "-" for char in source.lower())


def _contradictions(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    told = []
    for row in rows:
        sides = [
            f"<blockquote>{escape(row[f'example_{side}'])}"
            f'<span class="about">{word}: {_pages(row[f"{side}_documents"])}</span></blockquote>'
            for side, word in (
                ("beneficial", "benefit"),
                ("harmful", "harm"),
                ("null", "no effect"),
            )
            if row[f"{side}_documents"]
        ]
        title = f"<h3>{escape(row['subject'])} and {escape(row['object'])}</h3>"
        told.append(title + "".join(sides))
    return "<h2>Opposite findings</h2>" + "".join(told)


def _pages(number: int) -> str:
    return f"{number} page{'' if number == 1 else 's'}"


def _flags(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    quotes = [
        f"<blockquote>{_marked(row['sentence'], row['surface'])}"
        f'<span class="about">{escape(row["category"].replace("_", " "))}, severity '
        f"{row['severity']}, {escape(row['context'])} — {_link(row['url'], row['source'])}"
        "</span></blockquote>"
        for row in rows
    ]
    return "<h2>Strongest selling words on these pages</h2>" + "".join(quotes)


def _marked(sentence: str, surface: str) -> str:
    before, found, after = sentence.partition(surface)
    return f"{escape(before)}<mark>{escape(found)}</mark>{escape(after)}"


def _claims(topic: Topic) -> str:
    groups = []
    for source, rows in groupby(topic.claims, key=lambda row: str(row["source"])):
        quotes = "".join(map(_claim, rows))
        groups.append(f'<h3 id="{_anchor(source)}">{escape(source)}</h3>{quotes}')
    more = topic.total_claims - len(topic.claims)
    note = f"<p>The first {SHOWN_CLAIMS}; {more} more are in the view claims.</p>" if more else ""
    return f"<h2>The sentences</h2>{note}" + "".join(groups)


def _claim(row: Row) -> str:
    spans = sorted(
        (row[f"{role}_start"] - row["start_char"], row[f"{role}_end"] - row["start_char"])
        for role in ("subject", "object")
    )
    facts = [
        f"{row['subject']} {row['relation'].replace('_', ' ')} {row['object']}",
        row["certainty"], row["valence"], f"causal {row['causal_strength']}",
        (row["design"] or "").replace("_", " "), *(row["overclaim_reasons"] or []),
    ]  # fmt: skip
    said = escape(" · ".join(fact for fact in facts if fact))
    return (
        f"<blockquote>{_spanned(row['sentence'], spans)}"
        f'<span class="about">{said} — {_link(row["url"], row["title"] or row["url"])}</span>'
        "</blockquote>"
    )


def _spanned(sentence: str, spans: Sequence[tuple[int, int]]) -> str:
    shown, last = [], 0
    for start, end in spans:
        # A coreferent subject may stand in the sentence before.
        if last <= start < end <= len(sentence):
            shown += [escape(sentence[last:start]), f"<mark>{escape(sentence[start:end])}</mark>"]
            last = end
    return "".join(shown) + escape(sentence[last:])


def _link(url: str, words: str) -> str:
    if urlsplit(url).scheme not in ("http", "https"):
        return escape(words)
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(words)}</a>'
