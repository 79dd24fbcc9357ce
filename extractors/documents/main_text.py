"""The blocks of a page's main text, from the tree that trafilatura leaves of it.

The engine runs once, without its fallbacks: more exact here than with them, and faster. It runs
again only where its answer looks wrong: where it took nearly the whole page, with its fallbacks;
where it left out paragraphs that stand in containers of the same name as those it took (pages
that part an article by advertisements), on a tree with those containers joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from configparser import ConfigParser
from copy import deepcopy
from dataclasses import dataclass
from typing import cast

from lxml.etree import LxmlError, XPath, _Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from extractors.documents.layout import Block, composed
from extractors.errors import DocumentError
from extractors.model import RegionKind

_ALL_OF_IT = 0.8
"""Above this share of the page's words the engine has hardly chosen."""
_SMALL_PAGE = 2500
"""Characters of a page that may well be all article."""
_PROSE = 80
_MISSED = 0.25
"""Share of the text found that may be missed before the containers are joined."""
_LINKED = 0.9
"""Share of a block inside links that makes it a link and no sentence."""
_NUMBERED = re.compile(r"\[\d{1,3}\]\s")
"""How an entry of a list of references begins, which is all link too."""


@dataclass(frozen=True, slots=True)
class MainText:
    """What the engine kept of a page."""

    blocks: tuple[Block, ...]
    """Blocks that are nothing but links to other pages are `boilerplate`, with the reason."""
    links: tuple[str, ...]
    """Targets of the links in the text, as the page writes them."""


@dataclass(frozen=True, slots=True)
class _Piece:
    block: Block
    linked: float
    """Share of its characters inside links."""


def _offline() -> ConfigParser:
    config = use_config()
    config.set("DEFAULT", "INSECURE_SSL_FALLBACK", "off")
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    return config


_CONFIG = _offline()
_KINDS: dict[str, RegionKind] = {"head": "subhead", "p": "body", "quote": "quote", "table": "table"}


def find_main_text(tree: HtmlElement) -> MainText:
    """The main text's blocks; none for a page without any. The tree is left as it was.

    Raises DocumentError("unreadable_page") where the engine cannot cope with the tree.
    """
    body = _extracted(tree)
    if body is None:
        return MainText((), ())
    found = _squeezed(body)
    if len(found) > _SMALL_PAGE and len(found) > _ALL_OF_IT * len(page_words(tree)):
        chosen = _extracted(tree, fallbacks=True)
        body = body if chosen is None else chosen
    elif containers := _missed_containers(tree, found):
        joined = _extracted(_joined(tree, containers))
        body = body if joined is None else joined
    pieces = [piece for piece in _pieces(body) if piece.block.text]
    links = tuple(filter(None, (link.get("target") for link in body.iter("ref"))))
    return MainText(tuple(_judged(pieces)), links)


def _extracted(tree: HtmlElement, *, fallbacks: bool = False) -> _Element | None:
    try:
        found = bare_extraction(
            tree,
            fast=not fallbacks,
            output_format="xml",  # any but "python", which would make a text of its own
            include_comments=False,
            include_tables=True,
            include_formatting=True,
            include_links=True,
            config=_CONFIG,
        )
    except (LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise DocumentError("unreadable_page", f"{type(error).__name__}: {error}"[:200]) from error
    body: _Element | None = getattr(found, "body", None)
    return body


def _squeezed(element: _Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def page_words(tree: HtmlElement) -> str:
    """All the words that a reader of the page could see, on one line."""
    return " ".join(" ".join(cast("list[str]", _SPOKEN(tree))).split())


_SPOKEN = XPath(
    "//body//text()[not(parent::script or parent::template or parent::option)]",
    smart_strings=False,
)


_Signature = tuple[str, str]


def _missed_containers(tree: HtmlElement, found: str) -> set[_Signature]:
    """The kinds of container (tag and class) that hold both found paragraphs and missed ones."""
    taken: Counter[_Signature] = Counter()
    missed: Counter[_Signature] = Counter()
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is None or not parent.get("class"):
            continue
        words = _squeezed(paragraph)
        if len(words) >= _PROSE:
            which = taken if words[:60] in found else missed
            which[(str(parent.tag), parent.get("class"))] += len(words)
    return {kind for kind, size in missed.items() if size > _MISSED * max(400, len(found))
            and taken[kind] > 0.5 * len(found)}  # fmt: skip


def _joined(tree: HtmlElement, containers: Collection[_Signature]) -> HtmlElement:
    """A copy of the tree with all containers of one kind emptied into the first of them."""
    tree = deepcopy(tree)
    first: dict[_Signature, HtmlElement] = {}
    for element in list(tree.iter()):
        kind = (str(element.tag), element.get("class") or "")
        if kind not in containers:
            continue
        if kind not in first:
            first[kind] = element
        elif first[kind] not in element.iterancestors():
            first[kind].extend(list(element))
    return tree


def _judged(pieces: list[_Piece]) -> Iterator[Block]:
    """The blocks, with lone links marked: related stories between paragraphs and at the foot."""
    last_prose = max(
        (at for at, piece in enumerate(pieces) if _is_prose(piece)), default=len(pieces)
    )
    teasers = sum(_is_teaser(piece) for piece in pieces[last_prose:])
    for at, piece in enumerate(pieces):
        block = piece.block
        lone = piece.linked >= _LINKED and len(block.text) < 200 and block.kind != "table"
        lone = lone and not _NUMBERED.match(block.text)
        in_text = block.kind in {"body", "subhead"} and block.text[-1] not in '.!?:"”'
        at_foot = at > last_prose
        if (lone and (in_text or at_foot)) or (at_foot and teasers >= 3 and _is_teaser(piece)):
            yield Block("boilerplate", block.text, "related_links")
        else:
            yield block


def _is_teaser(piece: _Piece) -> bool:
    return piece.block.kind == "list" and piece.linked >= 0.2


def _is_prose(piece: _Piece) -> bool:
    return (
        piece.block.kind in {"body", "quote"}
        and len(piece.block.text) >= _PROSE
        and (piece.linked < 0.5)
    )


def _pieces(parent: _Element) -> Iterator[_Piece]:
    loose = parent.text or ""
    for child in parent:
        if child.tag in {"list", "quote", "table", "head", "p", "div", "code", "item"}:
            yield from _loose(loose)
            yield from _of(child)
            loose = child.tail or ""
        else:
            loose += _words(child) + (child.tail or "")
    yield from _loose(loose)


def _loose(text: str) -> Iterator[_Piece]:
    if words := _tidy(text):
        yield _Piece(Block("body", words), 0.0)


def _of(element: _Element) -> Iterator[_Piece]:
    if element.tag == "list":
        for item in element.iter("item"):
            yield _piece("list", item, without={"list"})
    elif element.tag == "table":
        rows = filter(None, map(_row, element.iter("row")))
        yield _Piece(Block("table", "\n".join(rows)), 0.0)
    elif element.tag == "quote":
        for piece in _pieces(element):
            kind = "quote" if piece.block.kind == "body" else piece.block.kind
            yield _Piece(Block(kind, piece.block.text), piece.linked)
    elif element.tag in {"div", "item"} or any(c.tag in {"p", "list", "table"} for c in element):
        yield from _pieces(element)
    else:
        yield _piece(_KINDS.get(str(element.tag), "body"), element)


def _piece(kind: RegionKind, element: _Element, without: Collection[str] = ()) -> _Piece:
    text = _tidy(_words(element, without))
    linked = sum(len(_tidy(_words(link))) for link in element.iter("ref"))
    return _Piece(Block(kind, text), linked / len(text) if text else 0.0)


def _row(row: _Element) -> str:
    """The row's cells, parted so that two numbers never become one."""
    cells = [re.sub(r"\s+", " ", _words(cell)).strip() for cell in row.iter("cell")]
    return " | ".join(cells).strip() if any(cells) else ""


def _words(element: _Element, without: Collection[str] = ()) -> str:
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
