"""Markup, trees and documents cut to what can be read in bounded time and memory.

No article comes near these bounds; what lies past them is counted in the document's `dropped`
under the reason `past_limit`, and never left out silently.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from lxml.etree import XPath, _Element
from lxml.html import HtmlElement

from extractors.model import Document, Dropped, Region

PAST_LIMIT = "past_limit"
"""The reason in `dropped` for what lies past a bound."""
LONGEST_TEXT = 1_000_000
"""Code points of the longest text; spaCy takes no more in one document either."""
MOST_REGIONS = 20_000
MOST_ELEMENTS = 40_000
"""Of an HTML page; the largest of 181 news and blog pages has 1,600."""
_LONGEST_MARKUP = 6_000_000
"""Characters of a page that are parsed, scripts and styles apart."""
_MOST_CELLS = 500
"""Cells of one table row."""
_SLIM_FROM = 300_000
"""Shorter markup cannot hold enough of anything to hang a parser."""
BOUND_FROM = 100_000
"""Characters of markup under which a tree is within its bounds, or near enough."""
_LONGEST_TAG = 20_000
_TAG = re.compile(r"""<([a-zA-Z][\w:-]{0,40})(?:[^>"']++|"[^"]*+"|'[^']*+'|["'])*+>""")
_SILENT = re.compile(r"<(script|style|svg|noscript)\b(?![^>]{0,200}ld\+json)", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[!/?a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+'|[\"'])*+>")
_COUNT = XPath("count(//*)")
_CHARACTERS = XPath("string-length(/)")


def bounded_markup(markup: str) -> tuple[str, int]:
    """The markup that is parsed, and how many characters of it are not for its length.

    Scripts, styles and the attributes of tags of more than 20,000 characters go first and are
    not counted: no reader of the page sees them.
    """
    if len(markup) <= _SLIM_FROM:
        return markup, 0
    slim = _without_silent(markup)
    end = slim.rfind(">") + 1
    slim = _TAG.sub(_shortened, slim[:end]) + slim[end:]
    return slim[:_LONGEST_MARKUP], max(0, len(slim) - _LONGEST_MARKUP)


def _without_silent(markup: str) -> str:
    """The markup without scripts and the like; one that is never closed stays."""
    parts: list[str] = []
    closings: dict[str, re.Pattern[str]] = {}
    unclosed: set[str] = set()
    at = 0
    while opened := _SILENT.search(markup, at):
        name = opened[1].lower()
        closing = closings.setdefault(name, re.compile(rf"</{name}\s{{0,20}}>", re.IGNORECASE))
        closed = None if name in unclosed else closing.search(markup, opened.end())
        if closed is None:
            unclosed.add(name)
        parts.append(markup[at : opened.start() if closed else opened.end()])
        at = closed.end() if closed else opened.end()
    return " ".join([*parts, markup[at:]]) if not unclosed else "".join([*parts, markup[at:]])


def _shortened(tag: re.Match[str]) -> str:
    return tag[0] if len(tag[0]) <= _LONGEST_TAG else f"<{tag[1]}>"


def past_depth(tree: HtmlElement, markup: str) -> int:
    """How many characters of text the parser left out of the tree, as elements nest too deep.

    libxml2 stops for good at a depth of 256; it says so in the log of the parser alone.
    """
    parser = tree.getroottree().parser
    log = parser.error_log if parser is not None else ()
    if not any("depth" in entry.message for entry in log):
        return 0
    words = " ".join(_ANY_TAG.sub(" ", _without_silent(markup)).split())
    kept = " ".join("".join(str(part) for part in tree.itertext()).split())
    return max(1, len(words) - len(kept))


def bound_tree(tree: HtmlElement) -> int:
    """How many characters of text were cut from the tree, so that it stays within the bounds."""
    wide = [row for row in tree.iter("tr") if len(row) > _MOST_CELLS]
    counted = cast("tuple[float, float]", (_COUNT(tree), _CHARACTERS(tree)))
    long = counted[0] > MOST_ELEMENTS or counted[1] > LONGEST_TEXT
    if not wide and not long:
        return 0
    before = _length(tree)
    for row in wide:
        del row[_MOST_CELLS:]
    if long:
        _cut_after(tree, *_last_within(tree))
    return before - _length(tree)


def _length(tree: _Element) -> int:
    return sum(map(_own_length, tree.iter()))


def _own_length(element: _Element) -> int:
    """Characters of the element's own text and of what follows it; scripts hold none."""
    text = "" if element.tag == "script" else element.text
    return len(text or "") + len(element.tail or "")


def _last_within(tree: _Element) -> tuple[_Element, int]:
    """The last element within the bounds, and how many characters of its own text are."""
    left = LONGEST_TEXT
    last = tree
    for count, element in enumerate(tree.iter(), 1):
        if count > MOST_ELEMENTS or left <= 0:
            break
        last, room = element, left
        left -= _own_length(element)
    return last, max(0, room)


def _cut_after(tree: _Element, last: _Element, room: int) -> None:
    """Everything after the element goes, in document order, and its text past `room`."""
    del last[:]
    if last.text and len(last.text) > room:
        last.text = last.text[:room]
    above: _Element | None = last
    while above is not None and above is not tree:
        above.tail = None
        parent = above.getparent()
        if parent is not None:
            del parent[parent.index(above) + 1 :]
        above = parent


def bounded_document(document: Document, left_out: int = 0) -> Document:
    """The document with no more text and regions than the bounds allow, and the rest counted.

    `left_out` characters were left out before the text was made.
    """
    end = _end_within(document)
    left_out += len(document.text) - end
    if not left_out:
        return document
    reason = document.verdict_reason
    if document.verdict != "article":
        reason = f"{reason}; {left_out} characters past the limits were not read"
    return replace(
        document,
        verdict_reason=reason,
        text=document.text[:end],
        regions=tuple(_clipped(region, end) for region in document.regions if region.start < end),
        dropped=(*document.dropped, Dropped(PAST_LIMIT, left_out)),
    )


def _end_within(document: Document) -> int:
    """Where the text ends: at the end of a region where one ends in the last tenth, else anywhere
    between words."""
    regions, text = document.regions[:MOST_REGIONS], document.text
    end = regions[-1].end if len(document.regions) > MOST_REGIONS else len(text)
    if end <= LONGEST_TEXT:
        return end
    whole = max((r.end for r in regions if r.end <= LONGEST_TEXT), default=0)
    if whole >= 0.9 * LONGEST_TEXT:
        return whole
    space = max(text.rfind(" ", 0, LONGEST_TEXT), text.rfind("\n", 0, LONGEST_TEXT))
    return len(text[: space if space > 0 else LONGEST_TEXT].rstrip())


def _clipped(region: Region, end: int) -> Region:
    return region if region.end <= end else replace(region, end=end)
