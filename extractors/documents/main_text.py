"""The blocks of a page's main text, from the tree that trafilatura leaves of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass

from lxml.etree import LxmlError, ParserError, _Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from extractors.documents.layout import Block, composed
from extractors.errors import DocumentError
from extractors.model import RegionKind


@dataclass(frozen=True, slots=True)
class MainText:
    """What the engine kept of a page."""

    blocks: tuple[Block, ...]
    links: tuple[str, ...]
    """Targets of the links in the text."""


def _offline() -> ConfigParser:
    config = use_config()
    config.set("DEFAULT", "INSECURE_SSL_FALLBACK", "off")
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
    return config


_CONFIG = _offline()
_KINDS: dict[str, RegionKind] = {"head": "subhead", "p": "body", "quote": "quote", "table": "table"}


def find_main_text(tree: HtmlElement, url: str | None = None) -> MainText:
    """The main text's blocks; none for a page without any.

    Raises DocumentError("unreadable_page") where the engine cannot cope with the tree.
    """
    try:
        found = bare_extraction(
            tree,
            url=url if url and url.startswith(("http://", "https://")) else None,
            fast=True,  # without its fallbacks the engine is more exact, and faster
            include_comments=False,
            include_tables=True,
            include_formatting=True,
            include_links=True,
            config=_CONFIG,
        )
    except (LxmlError, ParserError, ValueError, TypeError, AttributeError, LookupError,
            RecursionError) as error:  # fmt: skip
        raise DocumentError("unreadable_page", f"{type(error).__name__}: {error}"[:200]) from error
    body = getattr(found, "body", None)
    if body is None:
        return MainText((), ())
    links = tuple(link.get("target") or "" for link in body.iter("ref"))
    return MainText(tuple(_blocks(body)), tuple(filter(None, links)))


def _blocks(parent: _Element) -> Iterator[Block]:
    loose = parent.text or ""
    for child in parent:
        if child.tag in {"list", "quote", "table", "head", "p", "div", "code", "item"}:
            yield from _loose(loose)
            yield from _of(child)
            loose = child.tail or ""
        else:
            loose += _words(child) + (child.tail or "")
    yield from _loose(loose)


def _loose(text: str) -> Iterator[Block]:
    if words := _tidy(text):
        yield Block("body", words)


def _of(element: _Element) -> Iterator[Block]:
    if element.tag == "list":
        for item in element.iter("item"):
            yield Block("list", _tidy(_words(item, without={"list"})))
    elif element.tag == "table":
        yield Block("table", "\n".join(filter(None, map(_row, element.iter("row")))))
    elif element.tag == "quote":
        for block in _blocks(element):
            yield Block("quote" if block.kind == "body" else block.kind, block.text)
    elif element.tag in {"div", "item"} or any(c.tag in {"p", "list", "table"} for c in element):
        yield from _blocks(element)
    else:
        yield Block(_KINDS.get(str(element.tag), "body"), _tidy(_words(element)))


def _row(row: _Element) -> str:
    """The row's cells, parted so that two numbers never become one."""
    cells = [re.sub(r"\s+", " ", _words(cell)).strip() for cell in row.iter("cell")]
    return " | ".join(cells).strip(" |") and " | ".join(cells).strip()


def _words(element: _Element, without: frozenset[str] | set[str] = frozenset()) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append("\n")
        elif child.tag not in without and isinstance(child.tag, str):
            parts.append(_words(child, without))
        parts.append(child.tail or "")
    return "".join(parts)


def _tidy(text: str) -> str:
    """Lines kept, other white space as single spaces."""
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in composed(text).split("\n"))
    return "\n".join(line for line in lines if line)
