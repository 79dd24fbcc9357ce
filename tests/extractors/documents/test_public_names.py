"""What other rooms rely on."""

from __future__ import annotations

import inspect

from extractors import documents


def test_the_names_that_others_use() -> None:
    assert documents.__all__ == [
        *("Kind", "cut_furniture", "kind_of", "read_document", "read_documents", "read_text"),
    ]
    for name in ("read_document", "read_documents"):
        signature = inspect.signature(getattr(documents, name))
        assert list(signature.parameters) == ["payload", "id", "kind", "content_type"]
    assert list(inspect.signature(documents.read_text).parameters) == ["text", "id"]


def test_every_kind_has_a_reader() -> None:
    payloads: dict[documents.Kind, bytes] = {
        "text": b"Words of no great weight.",
        "html": b"<html><body><p>Words of no great weight.</p><p>More.</p></body></html>",
        "jats": b"<article><front><article-meta/></front><body><p>Words.</p></body></article>",
        "pubmed": b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
        b"<ArticleTitle>Words.</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
        b"</PubmedArticleSet>",
        "registry": b'{"protocolSection": {"identificationModule": {"briefTitle": "Words"}}}',
    }
    for kind, payload in payloads.items():
        document = documents.read_document(payload, id="x", kind=kind)
        assert "Words" in document.text, kind
        assert documents.kind_of(payload) == kind
