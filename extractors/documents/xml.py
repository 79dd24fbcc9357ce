"""XML of literature databases: a safe tree, and the running words of an element."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree
from lxml.etree import _Element, _Entity

from extractors.documents.layout import one_line
from extractors.errors import DocumentError

Element = _Element
_SILENT = frozenset(
    {
        *("tex-math", "inline-graphic", "graphic", "object-id", "fn", "label", "media", "math"),
        *("supplementary-material", "related-object", "email", "private-char"),
    }
)
_BREAKS = frozenset(
    {
        *("break", "p", "sec", "title", "list-item", "td", "th", "tr", "disp-formula"),
        *("surname", "given-names", "collab", "pub-id"),
    }
)
_MARK = re.compile(r"[\d*†‡§¶#a-z]{1,3}")
_NOTE_MARK = re.compile(r"[a-z](?:\s*,\s*[a-z])*")


def parse_xml(payload: bytes) -> Element:
    """The root of the payload; broken markup is mended, entities are never expanded.

    Raises DocumentError("unreadable_xml").
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True,
        remove_comments=True, huge_tree=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(payload, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("unreadable_xml", str(error)[:200]) from error
    if root is None:
        raise DocumentError("unreadable_xml", "no element in it")
    _without_namespaces(root)
    return root


def _without_namespaces(root: Element) -> None:
    for element in root.iter("{*}*"):
        if isinstance(element.tag, str) and "}" in element.tag:
            element.tag = element.tag.rpartition("}")[2]


def words_of(element: Element | None, without: Collection[str] = ()) -> str:
    """The element's words on one line, without its tags and without elements called `without`.

    A raised number after a digit keeps a caret ("10^9", never "109"); a raised list of citations
    or of notes to a table is left out; formulas in TeX, labels and footnotes are left out.
    """
    if element is None:
        return ""
    parts: list[str] = []
    _collect(element, parts, frozenset(without))
    text = one_line("".join(parts))
    return re.sub(r"(?<=\w) (?=[,.;:](?:\s|$))", "", text)


def _collect(element: Element, parts: list[str], without: frozenset[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        tag = child.tag
        if isinstance(child, _Entity):
            parts.append("\N{REPLACEMENT CHARACTER}")  # one that no table explains
        elif tag not in without and tag not in _SILENT and not _is_citation(child):
            if tag in {"sub", "sup"} and "\n" in parts[-1][len(parts[-1].rstrip()) :]:
                parts[-1] = parts[-1].rstrip()  # printed on a line of its own, as no reader sees it
            if tag == "sup" and _last(parts).isdigit() and re.match(r"[-−–]?\d", child.text or ""):
                parts.append("^")
            elif tag in _BREAKS:
                parts.append(" ")
            _collect(child, parts, without)
            if tag in _BREAKS:
                parts.append(" ")
        parts.append(child.tail or "")


def _last(parts: list[str]) -> str:
    return next((part[-1] for part in reversed(parts) if part), "")


def _is_citation(element: Element) -> bool:
    """Whether this is a raised list of citation numbers, a mark that sends to a note, or a raised
    letter in a table cell, which would make "SSRIa" of "SSRI"."""
    if element.tag == "sup" and _NOTE_MARK.fullmatch(all_words(element).strip()):
        return next(element.iterancestors("td", "th"), None) is not None
    if element.tag == "sup":
        links = element.findall(".//xref")
        left = all_words(element)
        for link in links:
            left = left.replace(all_words(link), "", 1)
        return bool(links) and not re.search(r"\w", left)
    if element.tag != "xref" or element.get("ref-type") not in {"bibr", "fn", "table-fn"}:
        return False
    if element.find("sup") is not None:
        return True
    return element.get("ref-type") != "bibr" and bool(_MARK.fullmatch(all_words(element).strip()))


def all_words(element: Element) -> str:
    """Every character of the element and what is in it, as it stands."""
    return "".join(str(part) for part in element.itertext())


def children(element: Element | None, path: str) -> list[Element]:
    """The elements at the path below `element`; none where there is no element."""
    return list(element.iterfind(path)) if element is not None else []


def first_words(element: Element | None, *paths: str) -> str | None:
    """The words of the first of the paths that has any."""
    for path in paths:
        for found in children(element, path):
            if words := words_of(found):
                return words
    return None


def names(
    people: Collection[Element], family: str, given: str, group: str, longest: int = 20
) -> str | None:
    """ "Given Family, Given Family, et al." of contributors; None for none."""
    found = [
        one_line(f"{first_words(one, given) or ''} {first_words(one, family, group) or ''}")
        for one in people
    ]
    found = [name for name in found if name]
    if len(found) > longest:
        found = [*found[:longest], "et al."]
    return ", ".join(found) or None
