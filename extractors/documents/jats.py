"""JATS articles to documents: abstract and body sections, tables as tables, references, notes."""

from __future__ import annotations

from extractors.documents.identifiers import clean_doi, registry_ids
from extractors.documents.jats_body import article_blocks
from extractors.documents.jats_front import (
    article_id,
    article_types,
    authors,
    is_retracted,
    licence_of,
    notices,
    publication_date,
    title_of,
)
from extractors.documents.layout import lay_out
from extractors.documents.sections import split_labels
from extractors.documents.xml import Element, children, first_words, names, parse_xml, words_of
from extractors.errors import DocumentError
from extractors.model import Document, Region


def read_jats(payload: bytes, *, id: str) -> tuple[Document, ...]:
    """Every article of the payload (one, or the set that PMC answers with).

    One alone keeps `id`; several get `id#PMCID`. Raises DocumentError: unreadable_xml, no_article.
    """
    root = parse_xml(payload)
    articles = [root] if root.tag == "article" else list(root.iterfind(".//article"))
    if not articles:
        raise DocumentError("no_article", f"<{root.tag}> holds no article")
    return tuple(
        _document(
            article,
            id if len(articles) == 1 else f"{id}#{article_id(article, 'pmc', 'pmcid') or n}",
        )
        for n, article in enumerate(articles, 1)
    )


def _document(article: Element, id: str) -> Document:
    meta = article.find("front/article-meta")
    text, regions = lay_out(article_blocks(article))
    regions = split_labels(text, regions)
    doi, pmid = article_id(article, "doi"), article_id(article, "pmid")
    published = publication_date(meta)
    return Document(
        id=id,
        text=text,
        regions=regions,
        title=title_of(meta),
        language=(article.get("{http://www.w3.org/XML/1998/namespace}lang") or "en")[:2].lower(),
        author=names(authors(meta), ".//surname", ".//given-names", "collab"),
        site=first_words(article, "front/journal-meta//journal-title"),
        published_at=published.iso if published else None,
        published_precision=published.precision if published else None,
        published_from=published.source if published else None,
        canonical_url=f"https://doi.org/{clean_doi(doi)}" if doi and clean_doi(doi) else None,
        doi=clean_doi(doi) if doi else None,
        pmid=pmid if pmid and pmid.isdigit() else None,
        registry_ids=registry_ids(_own_words(text, regions)),
        publication_types=tuple(article_types(article, meta)),
        subjects=tuple(filter(None, map(words_of, children(meta, "kwd-group/kwd")))),
        notices=tuple(notices(meta)),
        retracted=is_retracted(article, meta),
        licence=licence_of(meta),
    )


def _own_words(text: str, regions: tuple[Region, ...]) -> str:
    """The text without its references, whose registry ids are other people's trials."""
    return "\n".join(
        text[region.start : region.end] for region in regions if region.kind != "references"
    )
