"""PubMed records to documents: structured abstracts, publication types, MeSH, corrections."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.documents.dates import FoundDate, calendar_date, month_number, parse_date
from extractors.documents.identifiers import clean_doi, registry_ids
from extractors.documents.layout import Block, lay_out
from extractors.documents.sections import section_kind, split_labels
from extractors.documents.xml import Element, children, first_words, names, parse_xml, words_of
from extractors.errors import DocumentError
from extractors.model import Document, RegionKind

_NLM_CATEGORIES: dict[str, RegionKind] = {
    "BACKGROUND": "background",
    "OBJECTIVE": "background",
    "METHODS": "methods",
    "RESULTS": "results",
    "CONCLUSIONS": "conclusion",
}
_NOTICES = {
    *("RetractionIn", "RetractionOf", "PartialRetractionIn", "ErratumIn", "UpdateIn"),
    *("ExpressionOfConcernIn", "CorrectedandRepublishedIn", "RepublishedIn", "CommentIn"),
    *("RetractedandRepublishedIn", "RetractedandRepublishedFrom", "CorrectedandRepublishedFrom"),
    *("PartialRetractionOf", "ErratumFor", "UpdateOf", "ExpressionOfConcernFor", "RepublishedFrom"),
}
_RETRACTING = ("RetractionIn", "RetractedandRepublishedIn")


def read_pubmed(payload: bytes, *, id: str) -> tuple[Document, ...]:
    """Every article and book chapter of a PubMed answer, in order.

    One alone keeps `id`; several get `id#PMID`. Raises DocumentError: unreadable_xml, no_article.
    """
    root = parse_xml(payload)
    records = list(root.iter("PubmedArticle", "PubmedBookArticle"))
    records = records or list(root.iter("MedlineCitation"))
    if not records:
        raise DocumentError("no_article", f"<{root.tag}> holds no article")
    return tuple(
        _document(record, id if len(records) == 1 else f"{id}#{first_words(record, './/PMID')}")
        for record in records
    )


def _document(record: Element, id: str) -> Document:
    citation = _first(record, ".//MedlineCitation", ".//BookDocument")
    citation = record if citation is None else citation
    article = _first(citation, "Article")
    article = citation if article is None else article
    text, regions = lay_out(_blocks(citation, article))
    regions = split_labels(text, regions)
    types = tuple(words_of(kind) for kind in children(article, ".//PublicationType"))
    notices = tuple(_notices(citation))
    pmid = first_words(citation, "PMID")
    published = _published(article)
    return Document(
        id=id,
        text=text,
        regions=regions,
        title=first_words(article, "ArticleTitle", ".//BookTitle"),
        author=names(
            children(article, "AuthorList/Author"), "LastName", "ForeName", "CollectiveName"
        ),
        site=first_words(article, "Journal/Title", ".//BookTitle"),
        published_at=published.iso if published else None,
        published_precision=published.precision if published else None,
        published_from=published.source if published else None,
        modified_at=_day(_first(citation, "DateRevised")),
        canonical_url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else None,
        doi=_doi(record, article),
        pmid=pmid,
        registry_ids=tuple(dict.fromkeys((*_accessions(article), *registry_ids(text)))),
        publication_types=types,
        subjects=tuple(map(words_of, children(citation, ".//MeshHeading/DescriptorName"))),
        notices=notices,
        retracted="Retracted Publication" in types
        or any(notice.startswith(_RETRACTING) for notice in notices),
    )


def _blocks(citation: Element, article: Element) -> Iterator[Block]:
    yield Block("headline", first_words(article, "ArticleTitle", ".//BookTitle") or "")
    for part in children(article, "Abstract/AbstractText"):
        label = (part.get("Label") or "").strip()
        category = _NLM_CATEGORIES.get(part.get("NlmCategory") or "")
        kind = category or section_kind(label) or "abstract"
        yield Block(kind, words_of(part), label)
    if statement := first_words(citation, "CoiStatement"):
        yield Block("subhead", "Conflict of interest statement")
        yield Block("body", statement, "Conflict of interest statement")


def _first(element: Element, *paths: str) -> Element | None:
    for path in paths:
        found = element.find(path)
        if found is not None:
            return found
    return None


def _published(article: Element) -> FoundDate | None:
    """The earlier of the electronic date and the issue's, unless the issue's is only a year."""
    paths = ("ArticleDate", "Journal/JournalIssue/PubDate", ".//ContributionDate", ".//PubDate")
    candidates = [
        date for path in paths for found in children(article, path) if (date := _calendar(found))
    ]
    exact = [date for date in candidates if date.precision == "day"]
    return min(exact, key=lambda date: date.iso) if exact else next(iter(candidates), None)


def _calendar(element: Element) -> FoundDate | None:
    if loose := first_words(element, "MedlineDate"):
        return parse_date(loose, "api") or parse_date(loose[:4], "api")
    year, month, day = (first_words(element, part) for part in ("Year", "Month", "Day"))
    if not year or not year.isdigit():
        return None
    number = month_number(month) if month else None
    return calendar_date(int(year), number, int(day) if day and number else None, "api")


def _day(element: Element | None) -> str | None:
    date = _calendar(element) if element is not None else None
    return date.iso if date else None


def _doi(record: Element, article: Element) -> str | None:
    own = [e for e in children(article, "ELocationID") if e.get("EIdType") == "doi"]
    paths = ("PubmedData/ArticleIdList/ArticleId", ".//BookDocument/ArticleIdList/ArticleId")
    listed = [e for path in paths for e in children(record, path) if e.get("IdType") == "doi"]
    return next((doi for e in (*own, *listed) if (doi := clean_doi(words_of(e)))), None)


def _accessions(article: Element) -> Iterator[str]:
    for number in children(article, "DataBankList/DataBank/AccessionNumberList/AccessionNumber"):
        yield from registry_ids(words_of(number))


def _notices(citation: Element) -> Iterator[str]:
    for notice in children(citation, "CommentsCorrectionsList/CommentsCorrections"):
        kind = notice.get("RefType") or ""
        if kind in _NOTICES:
            where = first_words(notice, "PMID")
            yield f"{kind} PMID:{where}" if where else f"{kind} {first_words(notice, 'RefSource')}"
