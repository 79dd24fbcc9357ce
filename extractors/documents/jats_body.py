"""The words of a JATS article as blocks: abstract, sections, tables, figures, notes, references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractors.documents.jats_front import title_of
from extractors.documents.layout import Block, one_line
from extractors.documents.sections import section_kind
from extractors.documents.xml import Element, all_words, children, first_words, words_of
from extractors.model import RegionKind

_APART = frozenset(
    {
        *("list", "def-list", "table-wrap", "table-wrap-group", "fig", "fig-group", "disp-quote"),
        *("boxed-text", "disp-formula", "disp-formula-group", "supplementary-material", "code"),
        *("verse-group", "statement", "preformat"),
    }
)
_SECTION_TYPES: dict[str, RegionKind] = {
    "intro": "background",
    "methods": "methods",
    "materials": "methods",
    "materials|methods": "methods",
    "subjects": "methods",
    "results": "results",
    "conclusions": "conclusion",
}
_NO_ABSTRACT = {"toc", "graphical", "teaser", "key-points-image", "web-summary"}
_LIMIT = 40
"""Sections nest no deeper than this in any real article."""


def article_blocks(article: Element) -> Iterator[Block]:
    """Every block of the article in reading order, floating figures and tables last."""
    yield from _without_bare_heads(_blocks(article, article.find("front/article-meta")))


def _blocks(article: Element, meta: Element | None) -> Iterator[Block]:
    yield Block("headline", title_of(meta) or "")
    for abstract in children(meta, "abstract"):
        if abstract.get("abstract-type") not in _NO_ABSTRACT:
            yield from _abstract(abstract)
    yield from _section_content(article.find("body"), "body", "", 0)
    yield from _back(article.find("back"))
    for group in children(meta, "funding-group/funding-statement"):
        yield Block("subhead", "Funding")
        yield Block("body", words_of(group), "Funding")
    for note in children(meta, "author-notes/fn"):
        if _is_conflict(note):
            yield from _note(note)
    floats = article.find("floats-group")
    if floats is not None:
        for child in floats:
            yield from _apart(child, "body", "", 0)


def _without_bare_heads(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without a heading that stands twice, as journals title a section in a section."""
    before = ""
    for block in blocks:
        if not block.text.strip() or (block.kind == "subhead" and block.text == before):
            continue
        before = block.text if block.kind == "subhead" else ""
        yield block


def _abstract(abstract: Element) -> Iterator[Block]:
    title = first_words(abstract, "title") or ""
    for child in abstract:
        if child.tag == "sec":
            label = first_words(child, "title") or ""
            kind = section_kind(label) or "abstract"
            for paragraph in child.iter("p"):
                yield Block(kind, words_of(paragraph), label)
        elif child.tag == "p":
            yield Block("abstract", words_of(child), title)
        elif child.tag == "list":
            yield from _apart(child, "abstract", title, 0)


def _section_content(
    parent: Element | None, kind: RegionKind, label: str, depth: int
) -> Iterator[Block]:
    """The blocks of a section's content; `kind` and `label` are what its paragraphs get."""
    if parent is None or depth > _LIMIT:
        return
    for child in parent:
        if child.tag == "sec":
            yield from _section(child, kind, label, depth + 1)
        elif child.tag == "p":
            yield from _paragraph(child, kind, label, depth + 1)
        elif child.tag == "ref-list":
            yield from _references(child)
        elif child.tag in _APART:
            yield from _apart(child, kind, label, depth + 1)


def _section(section: Element, kind: RegionKind, label: str, depth: int) -> Iterator[Block]:
    title = first_words(section, "title") or ""
    declared = (section.get("sec-type") or "").lower()
    own = section_kind(title)
    if own is None and not re.search(r"discussion", title, re.IGNORECASE):
        own = _SECTION_TYPES.get(declared)  # some journals call every discussion "conclusions"
    own = None if own == "references" else own
    yield Block("subhead", title)
    yield from _section_content(section, own or kind, title if own else label or title, depth)


def _paragraph(paragraph: Element, kind: RegionKind, label: str, depth: int) -> Iterator[Block]:
    yield Block(kind, words_of(paragraph, without=_APART), label)
    for child in paragraph:
        if child.tag in _APART and depth <= _LIMIT:
            yield from _apart(child, kind, label, depth + 1)
    for note in paragraph.iter("fn"):
        if next(note.iterancestors("table-wrap"), None) is None:
            for words in children(note, "p"):
                yield Block(kind, words_of(words), label)


def _apart(element: Element, kind: RegionKind, label: str, depth: int) -> Iterator[Block]:
    """What stands apart from running text: lists, tables, figures, quotations, boxes."""
    match element.tag:
        case "list":
            for item in children(element, "list-item"):
                yield Block("list", words_of(item), label)
        case "def-list":
            for item in children(element, "def-item"):
                term, meaning = words_of(item.find("term")), words_of(item.find("def"))
                yield Block("list", f"{term}: {meaning}", label)
        case "table-wrap":
            yield from _table(element)
        case "fig":
            yield Block("caption", _captioned(element))
        case "disp-quote":
            yield Block("quote", words_of(element), label)
        case "table-wrap-group" | "fig-group":
            for child in element:
                yield from _apart(child, kind, label, depth + 1)
        case "boxed-text" | "statement":
            yield Block("subhead", first_words(element, "title", "caption/title") or "")
            yield from _section_content(element, kind, label, depth + 1)


def _captioned(element: Element) -> str:
    label = element.find("label")
    name = all_words(label) if label is not None else ""
    return f"{name.strip().rstrip('.')}. {words_of(element.find('caption'))}".strip(". ")


def _table(wrap: Element) -> Iterator[Block]:
    yield Block("caption", _captioned(wrap))
    for table in wrap.iter("table"):
        rows = (_row(row) for row in table.iter("tr"))
        yield Block("table", "\n".join(row for row in rows if row.strip("| ")))
    for foot in children(wrap, "table-wrap-foot"):
        yield Block("caption", _notes_of(foot))


def _row(row: Element) -> str:
    """The cells of a row, parted so that two numbers never become one."""
    return " | ".join(words_of(cell).replace("|", "/") for cell in row if cell.tag in {"td", "th"})


def _notes_of(foot: Element) -> str:
    """The words of all footnotes of a table, which `words_of` leaves out of running text."""
    notes = [*children(foot, "fn/p"), *children(foot, "p")]
    return " ".join(filter(None, map(words_of, notes)))


def _back(back: Element | None) -> Iterator[Block]:
    for child in back if back is not None else ():
        if child.tag == "ref-list":
            yield from _references(child)
        elif child.tag in {"ack", "notes", "sec", "glossary", "app"}:
            yield Block("subhead", first_words(child, "title") or _back_name(child))
            yield from _section_content(child, "body", first_words(child, "title") or "", 0)
        elif child.tag == "app-group":
            for appendix in children(child, "app"):
                yield Block("subhead", first_words(appendix, "title") or "Appendix")
                yield from _section_content(appendix, "body", "Appendix", 0)
        elif child.tag == "fn-group":
            for note in children(child, "fn"):
                yield from _note(note)


def _back_name(element: Element) -> str:
    return {"ack": "Acknowledgments", "glossary": "Abbreviations"}.get(str(element.tag), "Notes")


def _note(note: Element) -> Iterator[Block]:
    name = "Competing interests" if _is_conflict(note) else "Notes"
    for paragraph in children(note, "p"):
        yield Block("body", words_of(paragraph), name)


def _is_conflict(note: Element) -> bool:
    words = all_words(note)[:300]
    return note.get("fn-type") in {"conflict", "COI-statement"} or bool(
        re.search(r"\b(conflicts? of interest|competing (financial )?interests?)\b", words, re.I)
    )


def _references(listing: Element) -> Iterator[Block]:
    title = first_words(listing, "title") or "References"
    yield Block("references", title, title)
    for reference in listing.iter("ref"):
        yield Block("references", _reference(reference), title)


def _reference(reference: Element) -> str:
    """One entry; the parts of a citation that carries no punctuation of its own are spaced."""
    parts = []
    for citation in reference:
        if citation.tag == "element-citation" or (citation.tag == "citation" and len(citation) > 2):
            leaves = (part for part in citation.iter("*") if not len(part))
            parts.append(one_line(" ".join(map(all_words, leaves))))
        elif citation.tag != "label":
            parts.append(words_of(citation))
    return " ".join(filter(None, parts))
