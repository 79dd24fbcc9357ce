"""A web page's bytes to a document: main text with regions, metadata, verdict; furniture cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from htmldate import find_date
from lxml.etree import LxmlError, strip_elements
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extractors.documents.bounds import (
    BOUND_FROM,
    bound_tree,
    bounded_document,
    bounded_markup,
    past_depth,
)
from extractors.documents.bylines import author_in_byline
from extractors.documents.captions import with_captions
from extractors.documents.charset import decode
from extractors.documents.dates import FoundDate, calendar_date, parse_date
from extractors.documents.farm_signals import find_farm_signals
from extractors.documents.furniture import cut_furniture, mark_furniture
from extractors.documents.headings import guess_kind
from extractors.documents.identifiers import find_identifiers
from extractors.documents.layout import Block, lay_out, one_line
from extractors.documents.main_text import MainText, find_main_text, page_words
from extractors.documents.metadata import PageMetadata, read_metadata
from extractors.documents.page_language import language_of
from extractors.documents.quality import PageFacts, judge
from extractors.documents.sections import name_sections
from extractors.errors import DocumentError
from extractors.model import Document

LARGEST = 20 * 1024 * 1024
"""Bytes of the longest page that is read."""
_LONGEST_TITLE = 300
_DOCTYPE = re.compile(r"\A\s*<!doctype[^>]*>", re.IGNORECASE)
_PARSER = HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False,
)  # fmt: skip
_SILENT = ("style", "svg", "noscript", "iframe", "canvas", "video", "audio", "select", "textarea")
"""Elements without a word of the page's; scripts but for JSON are none of it either."""


def read_html(payload: bytes, *, id: str, content_type: str | None = None) -> Document:
    """The page as a document; `id` is its URL where it was fetched.

    Raises DocumentError: too_large, unreadable_page.
    """
    page = mark_page(payload, id=id, content_type=content_type)
    document = _described(page.marked, page.metadata, page.main, page.tree)
    return bounded_document(document, page.left_out)


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page half read: its furniture is still in the text, marked as `boilerplate`."""

    marked: Document
    metadata: PageMetadata
    main: MainText
    tree: HtmlElement
    left_out: int
    """Characters past the bounds."""


def mark_page(payload: bytes, *, id: str, content_type: str | None = None) -> MarkedPage:
    """The page before anything is cut from it. Raises DocumentError as `read_html` does."""
    if len(payload) > LARGEST:
        raise DocumentError("too_large", f"{len(payload)} bytes")
    markup, left_out = bounded_markup(decode(payload, content_type))
    tree = parse_page(markup)
    left_out += past_depth(tree, markup)
    left_out += bound_tree(tree) if len(markup) > BOUND_FROM else 0
    metadata = read_metadata(tree, id)
    title = _title(metadata)
    main = find_main_text(tree)
    main = replace(main, blocks=with_captions(main.blocks, tree))
    text, regions = lay_out(_blocks(main, title, metadata))
    regions = mark_furniture(text, name_sections(text, regions), title)
    marked = Document(id=id, text=text, regions=regions, title=title)
    return MarkedPage(marked, metadata, main, tree, left_out)


def parse_page(markup: str) -> HtmlElement:
    """The page's tree without its scripts (JSON stays), styles and other silent elements.

    A fragment gets a page around it. DocumentError("unreadable_page") where there is no markup.
    """
    if not re.search(r"<\w", markup):
        raise DocumentError("unreadable_page", "no markup in it")
    try:
        tree = document_fromstring(_DOCTYPE.sub("", markup, count=1).encode(), parser=_PARSER)
    except LxmlError as error:
        raise DocumentError("unreadable_page", f"{type(error).__name__}: {error}"[:200]) from error
    for script in tree.iter("script"):
        if "json" not in (script.get("type") or ""):
            script.tag = "style"
    strip_elements(tree, *_SILENT, with_tail=False)
    return tree


def _described(
    marked: Document, metadata: PageMetadata, main: MainText, tree: HtmlElement
) -> Document:
    """The document with everything but its words filled in, and its furniture cut."""
    document = cut_furniture(marked)
    language = language_of(document.text, metadata.language)
    found = find_identifiers(document.text, main.links)
    published = metadata.published or _date_in_page(tree, marked)
    hidden = len(marked.text) < 400
    verdict, reason = judge(
        PageFacts(
            text=document.text,
            regions=document.regions,
            title=marked.title,
            language=language,
            links=len(main.links),
            page_text=page_words(tree) if hidden else "",
            page_type=metadata.page_type,
            free=metadata.free,
            article_body=metadata.article_body,
        )
    )
    return replace(
        document,
        language=language,
        author=_author(marked, _named_author(metadata, tree)),
        site=metadata.site,
        published_at=published.iso if published else None,
        published_precision=published.precision if published else None,
        published_from=published.source if published else None,
        modified_at=metadata.modified.iso if metadata.modified else None,
        canonical_url=metadata.canonical_url,
        doi=metadata.doi or found.doi,
        pmid=metadata.pmid or found.pmid,
        registry_ids=found.registry_ids,
        robots=metadata.robots,
        licence=metadata.licence,
        links=len(main.links),
        verdict=verdict,
        verdict_reason=reason,
        farm_signals=find_farm_signals(
            marked.text, marked.regions, marked.title, links=len(main.links)
        ),
    )


def _title(metadata: PageMetadata) -> str | None:
    """The best title without the site's name; a heading that the page's title does not know
    (a logo, a menu) gives way to the next candidate."""
    site = (metadata.site or "").lower()
    titles = list(dict.fromkeys(_without_site(title, metadata.site) for title in metadata.titles))
    titles = [title for title in titles if 0 < len(title) <= _LONGEST_TITLE]
    titles = [title for title in titles if title.lower() != site] or titles
    for title in titles:
        others = [other for other in titles if other != title]
        if title in metadata.h1 and others and not any(_alike(title, other) for other in others):
            continue
        return title
    return titles[0] if titles else None


def _without_site(title: str, site: str | None) -> str:
    if site:
        title = re.sub(rf"\s*[|–—·:»-]+\s*{re.escape(site)}\s*$", "", title, flags=re.IGNORECASE)
    head, bar, tail = title.rpartition(" | ")
    return head.strip() if bar and len(head) > 20 and len(tail) < 40 else title.strip()


def _alike(one: str, other: str) -> bool:
    mine, theirs = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(mine & theirs) >= 0.5 * min(len(mine), len(theirs))


def _blocks(main: MainText, title: str | None, metadata: PageMetadata) -> list[Block]:
    blocks: Sequence[Block] = main.blocks
    if sum(len(block.text) for block in blocks) < 250 and metadata.article_body:
        blocks = _declared_body(metadata.article_body) or blocks
    same = {_bare(one) for one in (title, *metadata.h1) if one}
    kept = list(blocks)
    while kept and kept[0].kind in {"subhead", "body"} and _bare(kept[0].text) in same:
        kept.pop(0)
    kept = [
        _with_guessed_kind(block, following.text if following else "")
        for block, following in zip_longest(kept, kept[1:])
    ]
    return [Block("headline", title), *kept] if title else kept


def _with_guessed_kind(block: Block, following: str) -> Block:
    """The block as a subhead where its page marked a heading up as a mere paragraph."""
    if block.kind == "body" and guess_kind(block.text, following) == "subhead":
        return replace(block, kind="subhead")
    return block


def _declared_body(body: str) -> list[Block]:
    words = re.sub(r"<(?:br|/p|/div|/h\d)\b[^>]*>", "\n", body)
    lines = (one_line(re.sub(r"<[^>]+>", " ", line)) for line in words.split("\n"))
    blocks = [Block("body", line) for line in lines if line]
    return blocks if sum(len(block.text) for block in blocks) > 500 else []


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _date_in_page(tree: HtmlElement, marked: Document) -> FoundDate | None:
    """The date that htmldate sees in the page's own words; only its exact searches are used.

    A date of the page's furniture is none of the article's: author cards carry birthdays.
    """
    try:
        found = find_date(tree, extensive_search=False, original_date=True, url=marked.id)
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError) as error:
        raise DocumentError("unreadable_page", f"date search: {error}"[:200]) from error
    if not found:
        return None
    year, month, day = map(int, found.split("-"))
    date = calendar_date(year, month, day, "text")
    return None if date and date.iso in set(_dates_in_cards(marked)) else date


def _named_author(metadata: PageMetadata, tree: HtmlElement) -> str | None:
    """The author that the metadata names; where they name the site itself, its byline's first."""
    author, site = metadata.author, (metadata.site or "").lower()
    if author and not (site and re.match(rf"{re.escape(author.lower())}\b", site)):
        return author
    return author_in_byline(tree) or author


def _author(marked: Document, author: str | None) -> str | None:
    """The author, unless it is the name on a generated author card."""
    cards = " ".join(_cards(marked)).lower()
    return None if author and author.lower() in cards else author


def _dates_in_cards(marked: Document) -> Iterator[str]:
    for card in _cards(marked):
        for line in card.split("\n"):
            if found := parse_date(line.rpartition(":")[2], "text"):
                yield found.iso


def _cards(marked: Document) -> Iterator[str]:
    for region in marked.regions:
        if region.kind == "boilerplate" and region.label == "author_card":
            yield marked.text[region.start : region.end]
