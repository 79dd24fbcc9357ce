"""Which reader a payload needs, from its first bytes and its declared type."""

from __future__ import annotations

import json
import re
from typing import Literal

from extractors.errors import DocumentError

Kind = Literal["html", "text", "jats", "pubmed", "registry"]

_REFUSED_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "media"),
    (b"\x00\x00\x00\x18ftyp", "media"),
    (b"\x00\x00\x00\x20ftyp", "media"),
    (b"OggS", "media"),
    (b"ID3", "media"),
    (b"PK\x03\x04", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "office"),
    (b"\x7fELF", "unsupported_type"),
)
_REFUSED_TYPES: tuple[tuple[str, str], ...] = (
    (r"application/pdf", "pdf"),
    (r"image/", "image"),
    (r"(audio|video)/", "media"),
    (r"application/(zip|gzip|x-tar|x-bzip2|x-7z-compressed)", "archive"),
    (r"application/(msword|vnd\.|rtf)", "office"),
    (r"(text/css|(text|application)/(x-)?(java|ecma)script|font/)", "unsupported_type"),
)
_ROOTS: tuple[tuple[str, Kind | Literal["feed", "sitemap"]], ...] = (
    ("pubmedarticleset", "pubmed"),
    ("pubmedarticle", "pubmed"),
    ("pubmedbookarticle", "pubmed"),
    ("medlinecitationset", "pubmed"),
    ("pmc-articleset", "jats"),
    ("rss", "feed"),
    ("feed", "feed"),
    ("rdf:rdf", "feed"),
    ("urlset", "sitemap"),
    ("sitemapindex", "sitemap"),
    ("html", "html"),
    ("body", "html"),
)
_LOOKED_AT = 4096
_JATS = re.compile(
    r"<!doctype\s+(article|pmc-articleset)|<article[\s>][^>]*(article-type|jats|mathml)",
    re.IGNORECASE,
)
_SOME_TAG = re.compile(r"<(html|body|p|div|head)[\s>]", re.IGNORECASE)


def kind_of(payload: bytes, content_type: str | None = None) -> Kind:
    """The reader for this payload; the bytes outrank the declared type, which often lies.

    Raises DocumentError: pdf, image, media, archive, office, feed, sitemap, json, xml, empty,
    unsupported_type.
    """
    declared = (content_type or "").split(";")[0].strip().lower()
    head = payload[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not head:
        raise DocumentError("empty", "no bytes to read")
    _refuse(head, declared)
    if head[:1] in b"{[" and (kind := _json_kind(payload, declared)):
        return kind
    if b"\x00" not in head and (kind := _markup_kind(head, declared)):
        return kind
    if _is_binary(head):
        raise DocumentError("unsupported_type", "binary data of no known kind")
    return "html" if declared in {"text/html", "application/xhtml+xml"} else "text"


def _refuse(head: bytes, declared: str) -> None:
    for magic, reason in _REFUSED_MAGIC:
        if head.startswith(magic):
            raise DocumentError(reason, "this kind of file is not read")
    for pattern, reason in _REFUSED_TYPES:
        if re.match(pattern, declared):
            raise DocumentError(reason, f"declared as {declared}")


def _json_kind(payload: bytes, declared: str) -> Kind | None:
    try:
        record = json.loads(payload)
    except (ValueError, RecursionError):
        if "json" in declared:
            raise DocumentError("json", "declared as JSON, but broken") from None
        return None
    if isinstance(record, dict) and ("protocolSection" in record or "studies" in record):
        return "registry"
    raise DocumentError("json", "JSON that is no registry record")


def _markup_kind(head: bytes, declared: str) -> Kind | None:
    start = head.decode("latin-1")
    start = re.sub(r"^(\s*(<\?.*?\?>|<!--.*?-->))*\s*", "", start, flags=re.DOTALL)
    if _JATS.match(start):
        return "jats"
    start = re.sub(r"^<!doctype[^>\[]*(\[.*?\])?[^>]*>\s*", "", start, flags=re.I | re.S)
    if root := re.match(r"<([a-z][\w:.-]*)", start, re.IGNORECASE):
        return _kind_of_root(root[1].lower(), start, declared)
    return "html" if declared != "text/plain" and _SOME_TAG.search(start) else None


def _kind_of_root(root: str, start: str, declared: str) -> Kind:
    if root == "article" and re.search(r"<front[\s>]|<article-meta|article-type=", start):
        return "jats"
    for name, kind in _ROOTS:
        if root == name:
            if kind == "feed" or kind == "sitemap":
                raise DocumentError(kind, "a list of pages, not a page")
            return kind
    if declared.endswith("xml") and declared != "application/xhtml+xml" and ":" in root:
        raise DocumentError("xml", f"no reader for <{root}>")
    return "html"


def _is_binary(head: bytes) -> bool:
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return False
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return controls > len(head) // 20
