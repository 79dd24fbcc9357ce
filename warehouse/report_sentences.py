"""The sentences of a report: opposite findings, selling words, and every claim that is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

from warehouse.leads import Leads
from warehouse.topic import Row, Topic

__all__ = ["anchor", "claims_section", "contradictions_section", "flags_section"]

_SIDES = (("beneficial", "benefit"), ("harmful", "harm"), ("null", "no effect"))


def anchor(source: str) -> str:
    """The id of the claims of one source."""
    return "from-" + "".join(char if char.isalnum() else "-" for char in source.lower())


def contradictions_section(rows: Sequence[Row], claims: Leads) -> str:
    """Opposite findings side by side, each with an example; empty where there are none."""
    if not rows:
        return ""
    told = [
        f"<h3>{escape(row['subject'])} and {escape(row['object'])}</h3>"
        + "".join(_sides(row, claims))
        for row in rows
    ]
    return '<h2 id="opposite">Opposite findings</h2>' + "".join(told)


def _sides(row: Row, claims: Leads) -> Iterator[str]:
    pair = {column: row[column] for column in ("subject_id", "object_id")}
    for side, word in _SIDES:
        pages = row[f"{side}_documents"]
        if not pages:
            continue
        about = f"{row['subject']} and {row['object']}, {word}"
        shown = f"{pages} page{'' if pages == 1 else 's'}"
        number = claims.link(shown, about, pair | {"side": side})
        yield (
            f"<blockquote>{escape(row[f'example_{side}'])}"
            f'<span class="about">{word}: {number}</span></blockquote>'
        )


def flags_section(topic: Topic, flags: Leads) -> str:
    """The strongest selling words, each in its sentence; empty where there are none."""
    if not topic.flags:
        return ""
    quotes = [
        f'<blockquote class="{flags.classes(index)}">{_marked(row)}'
        f'<span class="about">{escape(row["category"].replace("_", " "))}, severity '
        f"{row['severity']}, {escape(row['context'])} — {_link(row['url'], row['source'])}"
        "</span></blockquote>"
        for index, row in enumerate(topic.flags)
    ]
    more = topic.total_flags - len(topic.flags)
    note = f"<p>The strongest {len(quotes)}; {more} more are in the view hype_flags.</p>"
    heading = f'<h2 id="{flags.home}">Selling words on these pages, the strongest first</h2>'
    return heading + flags.lines() + (note if more else "") + "".join(quotes)


def _marked(row: Row) -> str:
    start = row["sentence"].find(row["surface"])
    if start < 0:
        return escape(row["sentence"])
    return _spanned(row["sentence"], [(start, start + len(row["surface"]))])


def claims_section(topic: Topic, claims: Leads) -> str:
    """Every claim that the numbers count, by source, with its subject and object marked."""
    groups = []
    numbered = enumerate(topic.claims)
    for source, rows in groupby(numbered, key=lambda pair: str(pair[1]["source"])):
        quotes = "".join(_claim(row, claims.classes(index)) for index, row in rows)
        name = f'<h3 id="{anchor(source)}">{escape(source)}</h3>'
        groups.append(f'<section class="of-{claims.kind}">{name}{quotes}</section>')
    more = topic.total_claims - len(topic.claims)
    note = f"<p>{len(topic.claims)} of them; {more} more are in the view claims.</p>"
    heading = f'<h2 id="{claims.home}">The claims, word for word</h2>'
    return heading + claims.lines() + (note if more else "") + "".join(groups)


def _claim(row: Row, classes: str) -> str:
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
        f'<blockquote class="{classes}">{_spanned(row["sentence"], spans)}'
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
