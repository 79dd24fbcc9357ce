"""Any bytes give a document or a typed refusal; never a crash, never a hang."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.documents import cut_furniture, read_documents, read_text
from extractors.errors import DocumentError
from extractors.model import Document

KINDS = (None, "html", "text", "jats", "pubmed", "registry")
SCRAPS = st.sampled_from(
    [
        *(b"<html>", b"<p>", b"</p>", b"<h1>", b"<table><tr><td>", b"<ul><li>", b"<br>", b"<!--"),
        *(b"<script type='application/ld+json'>", b'{"@graph":[{"@id":', b"]]>", b"&nbsp;&#0;&#x;"),
        *(b"<article><front><article-meta>", b"<PubmedArticleSet>", b"<Abstract>", b"\xff\xfe"),
        *(b"<?xml version='1.0' encoding='utf-16'?>", b"<meta charset='utf-7'>", b"\x00", b"\xe9"),
        *(b"<!DOCTYPE html>", b"<title>A title</title>", b"References\n", b"Phone: 1\n", b"\r\n"),
        *(b'{"protocolSection":{"a":1}}', b"<blockquote>", b"<div class='a b'>", b"METHODS: We "),
        "Ein längerer Satz über nichts, der nicht englisch ist. ".encode() * 3,
        b"A longer sentence about nothing that somebody might well call prose, surely. " * 3,
    ]
)
MESS = st.lists(st.one_of(SCRAPS, st.binary(max_size=30)), max_size=30).map(b"".join)


def check(document: Document) -> None:
    end = 0
    for region in document.regions:
        assert end <= region.start < region.end <= len(document.text)
        assert document.text[region.start : region.end].strip()
        end = region.end
    document.text.encode("utf-8")
    assert "\x00" not in document.text


def read(payload: bytes, kind: Any, content_type: str | None = None) -> None:
    try:
        documents = read_documents(
            payload, id="https://any.example/a", kind=kind, content_type=content_type
        )
    except DocumentError as error:
        assert error.reason.replace("_", "").isalpha()
        return
    for document in documents:
        check(document)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MESS, st.sampled_from(KINDS), st.sampled_from([None, "text/html; charset=x", "text/plain"]))
def test_messes(payload: bytes, kind: Any, content_type: str | None) -> None:
    read(payload, kind, content_type)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_plain_text_is_never_altered(text: str) -> None:
    document = read_text(text, id="t")
    assert document.text == text
    end = 0
    for region in document.regions:
        assert end <= region.start < region.end <= len(text)
        end = region.end


LINES = st.lists(
    st.sampled_from(
        [
            *("", "Views: 12", "References", "A Title About Sleep and Mood", "Top Articles"),
            *("Name: X", "Phone: +12345", "Author information", "What do you think?", "Share"),
            *(
                "Leave a comment",
                "- an item",
                "METHODS: We did. RESULTS: It fell.",
                "About the author",
            ),
            "About the author",
            "A sentence that is long enough to count as prose, as it goes on and on, you see. Yes.",
        ]
    ),
    max_size=25,
).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_cutting_keeps_every_other_character_in_its_region(text: str) -> None:
    marked = read_text(text, id="t")
    stored = cut_furniture(marked)

    def kept(document: Document) -> list[tuple[str, str]]:
        return [
            (region.kind, document.text[region.start : region.end])
            for region in document.regions
            if region.kind != "boilerplate"
        ]

    assert kept(stored) == kept(marked)
    gone = sum(r.end - r.start for r in marked.regions if r.kind == "boilerplate")
    assert sum(cut.characters for cut in stored.dropped) == gone
    assert cut_furniture(stored).text == stored.text


@pytest.mark.data
def test_mangled_real_pages(gold_pages: list[Any]) -> None:
    chance = random.Random(7)
    for page in gold_pages[::9]:
        payload = bytearray(page.payload[: chance.randrange(200, 60_000)])
        for _ in range(len(payload) // 400):
            payload[chance.randrange(len(payload))] = chance.randrange(256)
        at = chance.randrange(len(payload))
        read(bytes(payload[:at] + payload[at + 300 :]), "html")


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("deep", b"<html><body>" + b"<div>" * 50_000 + b"word " * 50),
        ("deep lists", b"<html><body>" + b"<ul><li>" * 3_000 + b"word " * 50),
        ("deep xml", b"<article><body>" + b"<sec>" * 5_000 + b"<p>word</p>"),
        ("deep json", b'{"protocolSection":' * 20_000),
        ("many lines", b"Views: 12\n" * 20_000),
        ("many turns", b"Views: 12\nSome text here.\n" * 10_000),
        ("many cards", b"Name: x\nPhone: 123456\n" * 10_000),
        ("many lists", b"Top Articles\n" * 20_000),
        ("many headings", b"Methods\nAnd then something else was done there.\n" * 8_000),
        ("one line", b"word " * 200_000),
        ("spaces", b"<html><body><p>" + b" " * 500_000 + b"x</p>"),
        ("attributes", b"<html><body><p " + b"a='b' " * 50_000 + b">word</p>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_shapes_that_hang_readers(name: str, payload: bytes) -> None:
    started = time.process_time()
    read(payload, None)
    assert time.process_time() - started < 10, name
