"""One door for all kinds of payload: the document or documents that the bytes hold."""

from __future__ import annotations

from dataclasses import replace

from extractors.documents.bounds import bounded_document
from extractors.documents.charset import decode
from extractors.documents.fingerprint import minhash, numbers
from extractors.documents.furniture import cut_furniture
from extractors.documents.html import LARGEST, read_html
from extractors.documents.jats import read_jats
from extractors.documents.pubmed import read_pubmed
from extractors.documents.registry import read_registry
from extractors.documents.sniff import Kind, kind_of
from extractors.documents.text import read_text
from extractors.errors import DocumentError
from extractors.model import Document


def read_document(
    payload: bytes, *, id: str, kind: Kind | None = None, content_type: str | None = None
) -> Document:
    """The one document in the payload, furniture cut; `kind` None is told from the bytes.

    Raises DocumentError with a reason: what `kind_of` refuses, too_large, unreadable_page,
    unreadable_xml, unreadable_json, no_article, several_articles.
    """
    found = read_documents(payload, id=id, kind=kind, content_type=content_type)
    if len(found) > 1:
        raise DocumentError("several_articles", f"{len(found)} articles in one payload")
    return found[0]


def read_documents(
    payload: bytes, *, id: str, kind: Kind | None = None, content_type: str | None = None
) -> tuple[Document, ...]:
    """Every document in the payload, at least one; many for a set of PubMed or PMC records,
    each then with its own id (`id#PMID`). Errors as for `read_document`."""
    if len(payload) > LARGEST:
        raise DocumentError("too_large", f"{len(payload)} bytes")
    return tuple(
        replace(document, minhash=minhash(document.text), numbers=numbers(document.text))
        for document in _read(payload, id, kind, content_type)
    )


def _read(
    payload: bytes, id: str, kind: Kind | None, content_type: str | None
) -> tuple[Document, ...]:
    match kind or kind_of(payload, content_type):
        case "html":
            return (read_html(payload, id=id, content_type=content_type),)
        case "text":
            return (cut_furniture(read_text(decode(payload, content_type), id=id)),)
        case "jats":
            found = read_jats(payload, id=id)
        case "pubmed":
            found = read_pubmed(payload, id=id)
        case "registry":
            found = read_registry(payload, id=id)
    return tuple(map(bounded_document, found))
