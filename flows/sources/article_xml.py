"""A bibliographic record of any index as PubMed XML, the one format that readers know for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree, html

__all__ = ["ArticleRecord", "article_xml"]


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What indexes say of one paper; absent fields are empty."""

    title: str
    abstract: str
    """May hold HTML: <h4> headings become labelled sections."""
    pmid: str = ""
    doi: str = ""
    pmcid: str = ""
    journal: str = ""
    published: str = ""
    """ISO 8601, as precise as known: 2026, 2026-11 or 2026-11-21."""
    authors: tuple[tuple[str, str], ...] = ()
    """Last name and the rest, or a group's name and "" ."""
    publication_types: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    """Kind ("RetractionIn") and the PMID or words of the notice."""
    language: str = "eng"


def article_xml(record: ArticleRecord) -> bytes:
    """A PubmedArticleSet of one article, UTF-8, the same bytes for the same record."""
    root = etree.Element("PubmedArticleSet")
    paper = etree.SubElement(root, "PubmedArticle")
    citation = etree.SubElement(paper, "MedlineCitation")
    if record.pmid:
        _add(citation, "PMID", record.pmid)
    article = etree.SubElement(citation, "Article")
    _journal(article, record)
    _add(article, "ArticleTitle", _plain(record.title))
    _abstract(article, record.abstract)
    _authors(article, record.authors)
    _add(article, "Language", record.language)
    kinds = etree.SubElement(article, "PublicationTypeList")
    for kind in record.publication_types:
        _add(kinds, "PublicationType", kind)
    _date(article, "ArticleDate", record.published)
    _corrections(citation, record.corrections)
    _mesh(citation, record.mesh)
    _ids(paper, record)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _journal(article: etree._Element, record: ArticleRecord) -> None:
    journal = etree.SubElement(article, "Journal")
    issue = etree.SubElement(journal, "JournalIssue")
    _date(issue, "PubDate", record.published)
    if record.journal:
        _add(journal, "Title", record.journal)


def _abstract(article: etree._Element, text: str) -> None:
    if not text.strip():
        return
    abstract = etree.SubElement(article, "Abstract")
    for label, words in sections(text):
        part = _add(abstract, "AbstractText", words)
        if label:
            part.set("Label", label.upper())


def sections(text: str) -> list[tuple[str, str]]:
    """Heading and words of each part of an abstract; no heading before the first one."""
    parts = re.split(r"(?is)<h\d[^>]*>(.*?)</h\d>", text)
    found = [("", _plain(parts[0]))]
    found += [
        (_plain(head), _plain(body)) for head, body in zip(parts[1::2], parts[2::2], strict=True)
    ]
    return [(head.rstrip(":"), body) for head, body in found if body]


def _plain(text: str) -> str:
    """The words of a scrap of HTML, white space made single."""
    if "<" in text or "&" in text:
        tree = html.fragment_fromstring(f"<div>{text}</div>", create_parent="div")
        text = "".join(tree.itertext())
    kept = "".join(char for char in text if char >= " " or char in "\t\n\r")
    return " ".join(kept.split())


def _authors(article: etree._Element, names: Iterable[tuple[str, str]]) -> None:
    listed = etree.SubElement(article, "AuthorList")
    for last, first in names:
        author = etree.SubElement(listed, "Author")
        if first:
            _add(author, "LastName", _plain(last))
            _add(author, "ForeName", _plain(first))
        else:
            _add(author, "CollectiveName", _plain(last))


def _corrections(citation: etree._Element, notices: Iterable[tuple[str, str]]) -> None:
    listed = etree.SubElement(citation, "CommentsCorrectionsList")
    for kind, notice in notices:
        entry = etree.SubElement(listed, "CommentsCorrections", RefType=kind)
        _add(entry, "PMID" if notice.isdigit() else "RefSource", _plain(notice))


def _mesh(citation: etree._Element, terms: Iterable[str]) -> None:
    listed = etree.SubElement(citation, "MeshHeadingList")
    for term in terms:
        _add(etree.SubElement(listed, "MeshHeading"), "DescriptorName", _plain(term))


def _ids(paper: etree._Element, record: ArticleRecord) -> None:
    listed = etree.SubElement(etree.SubElement(paper, "PubmedData"), "ArticleIdList")
    for kind, value in (("pubmed", record.pmid), ("doi", record.doi), ("pmc", record.pmcid)):
        if value:
            _add(listed, "ArticleId", value).set("IdType", kind)


def _date(parent: etree._Element, name: str, published: str) -> None:
    if published:
        date = etree.SubElement(parent, name)
        for part, value in zip(("Year", "Month", "Day"), published[:10].split("-"), strict=False):
            _add(date, part, value)


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = text
    return element
