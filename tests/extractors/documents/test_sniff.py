from __future__ import annotations

import pytest

from extractors.documents import kind_of, read_document
from extractors.documents.charset import decode
from extractors.errors import DocumentError

READ = [
    (b"<!doctype html><html><p>x", None, "html"),
    (b"\xef\xbb\xbf <?xml version='1.0'?><!DOCTYPE html><html/>", "text/html", "html"),
    (b"<article class='post'><p>x</p></article>", None, "html"),
    (b"Just words, with p <0.05 in them.", None, "text"),
    (b"Just words", "text/html", "html"),
    (b"A line with <p > in it", "text/plain", "text"),
    (b"<?xml version='1.0'?><!DOCTYPE PubmedArticleSet PUBLIC 'x'><PubmedArticleSet/>", None,
     "pubmed"),
    (b"<!DOCTYPE article PUBLIC '-//NLM//DTD' 'j.dtd'>\n<article/>", "application/xml", "jats"),
    (b"<pmc-articleset><article/></pmc-articleset>", None, "jats"),
    (b'{"protocolSection": {}}', "application/json", "registry"),
    (b"[1] is a footnote in a text", None, "text"),
]  # fmt: skip
REFUSED = [
    (b"%PDF-1.7 ...", "text/html", "pdf"),
    (b"x", "application/pdf", "pdf"),
    (b"\x89PNG\r\n", None, "image"),
    (b"PK\x03\x04", None, "archive"),
    (b"<rss version='2.0'><channel/></rss>", None, "feed"),
    (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>", None, "feed"),
    (b"<urlset></urlset>", None, "sitemap"),
    (b'{"a": 1}', "application/json", "json"),
    (b'{"a": ', "application/json", "json"),
    (b"  \n ", None, "empty"),
    (b"", "text/html", "empty"),
    (bytes(range(1, 9)) * 40, None, "unsupported_type"),
]


@pytest.mark.parametrize(("payload", "declared", "kind"), READ)
def test_what_is_read(payload: bytes, declared: str | None, kind: str) -> None:
    assert kind_of(payload, declared) == kind


@pytest.mark.parametrize(("payload", "declared", "reason"), REFUSED)
def test_what_is_refused(payload: bytes, declared: str | None, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(payload, id="x", content_type=declared)
    assert caught.value.reason == reason


GREEK = "TNF-α – café"


@pytest.mark.parametrize(
    ("payload", "declared", "text"),
    [
        (b"\xef\xbb\xbf" + GREEK.encode(), "text/html; charset=latin-1", GREEK),
        (GREEK.encode("utf-16"), None, GREEK),
        (GREEK.encode(), None, GREEK),
        (GREEK.encode(), "text/html; charset=iso-8859-1", GREEK),
        ("naïve – “x”".encode("cp1252"), "text/html; charset=ISO-8859-1", "naïve – “x”"),
        (b'<meta charset="windows-1253">' + "αβγ".encode("cp1253"), None,
         '<meta charset="windows-1253">αβγ'),
        (b'<meta charset="utf-8">caf\xe9', None, '<meta charset="utf-8">caf\ufffd'),
        ("日本語の文".encode("shift_jis"), "text/html; charset=Shift_JIS", "日本語の文"),
        (b"one\r\ntwo\rthree\x00\x07", None, "one\ntwo\nthree"),
    ],
)  # fmt: skip
def test_characters(payload: bytes, declared: str | None, text: str) -> None:
    assert decode(payload, declared) == text


def test_an_undeclared_single_byte_page_is_guessed() -> None:
    text = "Le café était fermé à Orléans, où l'été s'achève déjà. " * 20
    assert decode(text.encode("cp1252")) == text
