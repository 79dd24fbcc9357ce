"""Bytes to `Document`: the reader for each kind of page, article or record."""

from __future__ import annotations

from extractors.documents.furniture import cut_furniture
from extractors.documents.reading import read_document, read_documents
from extractors.documents.sniff import Kind, kind_of
from extractors.documents.text import read_text

__all__ = ["Kind", "cut_furniture", "kind_of", "read_document", "read_documents", "read_text"]
