"""The words that a reader leaves out of a document, for a person who asks about one page.

Nothing here is part of a reading: a crawl keeps the reasons and the sizes alone, since the words
of an author card are somebody's personal details.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from lxml.html import HtmlElement

from extractors.documents.bounds import PAST_LIMIT
from extractors.documents.charset import decode
from extractors.documents.html import mark_page, read_html
from extractors.documents.layout import one_line
from extractors.documents.reading import read_documents
from extractors.documents.sniff import Kind, kind_of
from extractors.documents.text import read_text
from extractors.model import Document, Region, Span

OUTSIDE = "outside_main_text"
"""The reason for words of a page that its main text does not hold: menus, comments, side bars."""
_RUN = 4
_BLOCKS = frozenset(
    {
        *("p", "div", "li", "ul", "ol", "td", "th", "tr", "table", "section", "article", "main"),
        *("nav", "header", "footer", "aside", "form", "body", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("blockquote", "figure", "figcaption", "dl", "dt", "dd", "pre", "button", "label"),
        *("address", "details", "summary", "fieldset", "center", "br"),
    }
)
_LANDMARKS = frozenset({"nav", "header", "footer", "aside", "form", "figure", "dialog"})


@dataclass(frozen=True, slots=True)
class DroppedWords:
    """One stretch of a page that yields no claim and no flag, why, and where it stood."""

    reason: str
    where: str
    """A line of a text; the words of a page's main text that it followed; a page's element."""
    characters: int
    words: str
    """Empty for what lies past a bound: that was never read."""
    span: Span | None = None
    """Where it stands in the text, which is plain text's only: from a page it is cut out."""


@dataclass(frozen=True, slots=True)
class ReadApart:
    """A document, and beside it what was dropped from its page."""

    document: Document
    dropped: tuple[DroppedWords, ...]


def read_apart(payload: bytes, *, id: str, kind: Kind | None = None) -> tuple[ReadApart, ...]:
    """Every document of the payload, each with the words that it lacks.

    Raises DocumentError as `read_documents` does.
    """
    kind = kind or kind_of(payload)
    if kind == "html":
        return (_page_apart(payload, id),)
    if kind == "text":
        return (text_apart(decode(payload), id=id),)
    documents = read_documents(payload, id=id, kind=kind)
    return tuple(ReadApart(document, tuple(_past_limit(document))) for document in documents)


def text_apart(text: str, *, id: str) -> ReadApart:
    """The text as a document, with the furniture that is marked in it; its lines count from 1."""
    document = read_text(text, id=id)
    return ReadApart(document, (*_marked_in_text(document), *_past_limit(document)))


def _marked_in_text(document: Document) -> Iterator[DroppedWords]:
    line, at = 1, 0
    for region in _furniture(document):
        line += document.text.count("\n", at, region.start)
        at = region.start
        words = document.text[region.start : region.end]
        span = (region.start, region.end)
        yield DroppedWords(region.label, f"line {line}", len(words), words, span)


def _page_apart(payload: bytes, id: str) -> ReadApart:
    document = read_html(payload, id=id)
    page = mark_page(payload, id=id)
    dropped = (
        *_cut_from_main_text(page.marked),
        *_outside(page.tree, page.marked.text),
        *_past_limit(document),
    )
    return ReadApart(document, dropped)


def _furniture(marked: Document) -> Iterator[Region]:
    return (region for region in marked.regions if region.kind == "boilerplate")


def _cut_from_main_text(marked: Document) -> Iterator[DroppedWords]:
    before = "at the start"
    for region in marked.regions:
        words = marked.text[region.start : region.end]
        if region.kind == "boilerplate":
            yield DroppedWords(region.label or "furniture", before, len(words), words)
        else:
            before = "after “" + " ".join(words[-200:].split()[-3:])[-30:] + "”"


def _past_limit(document: Document) -> Iterator[DroppedWords]:
    for cut_out in document.dropped:
        if cut_out.reason == PAST_LIMIT:
            yield DroppedWords(PAST_LIMIT, "after all that was read", cut_out.characters, "")


def _outside(tree: HtmlElement, text: str) -> Iterator[DroppedWords]:
    """The page's words that are not in the text, neighbours in one element together."""
    known = _Known(text)
    lost = [(where, words) for where, words in _blocks_of(tree) if not known.holds(words)]
    for where, group in groupby(lost, key=lambda one: one[0]):
        words = "\n".join(words for _, words in group)
        yield DroppedWords(OUTSIDE, where, len(words), words)


class _Known:
    """Which words of a page its main text holds, by runs of four; short ones as whole lines."""

    def __init__(self, text: str) -> None:
        words = _words_of(text)
        self._runs = set(zip(*(words[at:] for at in range(_RUN)), strict=False))
        self._lines = {tuple(_words_of(cell)) for cell in re.split(r"\n| \| ", text)}

    def holds(self, block: str) -> bool:
        """Whether most of the block's words are in the text, in their order."""
        words = _words_of(block)
        if len(words) < _RUN:
            return not words or tuple(words) in self._lines
        runs = list(zip(*(words[at:] for at in range(_RUN)), strict=False))
        return sum(run in self._runs for run in runs) >= len(runs) / 2


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _blocks_of(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Every paragraph-like stretch of the page's words, and the element that it stands in."""
    body = tree.find("body")
    pieces: Iterable[tuple[HtmlElement, str]] = _pieces(tree if body is None else body)
    for block, group in groupby(pieces, key=lambda piece: piece[0]):
        if words := one_line("".join(piece for _, piece in group)):
            yield _place_of(block), words


def _pieces(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Each string of the tree with the block that it belongs to, in reading order."""
    above = [root]
    stack: list[tuple[HtmlElement, bool]] = [(root, True)]
    while stack:
        element, opens = stack.pop()
        block = element.tag in _BLOCKS
        if not opens:
            if block:
                above.pop()
            if element is not root:
                yield above[-1], element.tail or ""
            continue
        if block:
            above.append(element)
        if element.tag not in {"script", "template", "option"}:
            yield above[-1], element.text or ""
        stack.append((element, False))
        stack.extend((child, True) for child in reversed(element))


def _place_of(block: HtmlElement) -> str:
    """The nearest part of the page with a name: <nav>, <footer>, <div class="comments">."""
    for element in (block, *block.iterancestors()):
        name = element.get("id") or (element.get("class") or "").split(" ")[0]
        if element.tag in _LANDMARKS or (name and element.tag in {"div", "section", "ul"}):
            return f"<{element.tag}{f' {name}' if name else ''}"[:38] + ">"
    return "<body>"
