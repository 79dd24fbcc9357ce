"""The details of an author card reach no file of the home but the archive of raw pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

CARD = {
    "Name": "Orla Testcase",
    "Birthday": "1999-01-02",
    "Address": "12 Invented Lane, Nowhere",
    "Phone": "+100200300",
    "Job": "Senior Kite Tester",
    "Hobby": "Indoor falconry",
}
PAGE = (
    """<html><head><title>Sirukumab and low mood in later life</title>
<meta name="author" content="Orla Testcase">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"Article",
"headline":"Sirukumab and low mood in later life","author":{"@type":"Person",
"name":"Orla Testcase","birthDate":"1999-01-02","telephone":"+100200300",
"address":"12 Invented Lane, Nowhere","knowsAbout":"Indoor falconry"}}</script></head>
<body><article><h1>Sirukumab and low mood in later life</h1>
<p>In a trial of 40 adults, sirukumab did not reduce depression scores compared with placebo, and
the team says that larger trials are needed before anyone is treated with it for low mood.</p>
<p>Sirukumab blocks interleukin-6, which is raised in some people with depression; whether that
matters to how they feel has been asked for years, and this trial was too small to answer it.</p>
<p>Views: 1,204</p><h2>Author information</h2>"""
    + "".join(f"<p>{name}: {value}</p>" for name, value in CARD.items())
    + "<p>Introduction: My name is Orla Testcase, I am a magnificent, gleaming person.</p>"
    + "</article></body></html>"
)
PERSONAL = (*CARD.values(), "gleaming")


def values(path: Path, raw: bytes) -> Iterator[str]:
    """Every value of a file that packs its values, so that its bytes do not show them."""
    if path.suffix == ".parquet":
        yield str(duckdb.sql(f"FROM '{path}'").fetchall())
    elif raw[8:12] == b"DUCK":
        with duckdb.connect(str(path), read_only=True) as base:
            tables = base.sql("SELECT schema, name FROM (SHOW ALL TABLES)").fetchall()
            for schema, name in tables:
                yield str(base.sql(f'FROM "{schema}"."{name}"').fetchall())
    elif raw.startswith(b"SQLite format 3"):
        base = sqlite3.connect(path)
        yield "\n".join(base.iterdump())
        base.close()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, hedgerow: Callable[..., Any]) -> Path:
    folder = tmp_path_factory.mktemp("card")
    (folder / "page.html").write_text(PAGE)
    (folder / "card.txt").write_text(
        "Sirukumab and low mood\n\nSirukumab did not reduce depression scores in 40 adults.\n\n"
        + "\n".join(f"{name}: {value}" for name, value in CARD.items())
    )
    (folder / "mine.toml").write_text(
        '[[source]]\nname = "mine"\nadapter = "files"\nurls = ["page.html", "card.txt"]\n'
    )
    ran = hedgerow("--home", "home", "crawl", "--sources", "mine.toml", "--json", cwd=folder)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["documents"] == 2
    for words in PERSONAL:
        assert words not in ran.out + ran.err
    return folder


def test_no_file_but_the_archive_holds_a_detail(crawled: Path) -> None:
    home = crawled / "home"
    files = {
        path: path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and "archive" not in path.relative_to(home).parts
    }
    assert {".duckdb", ".db"} <= {path.suffix for path in files}
    found = [
        (path.name, words)
        for path, raw in files.items()
        for text in (raw.decode("latin-1"), *values(path, raw))
        for words in PERSONAL
        if words in text
    ]
    assert found == []


def test_the_text_beside_the_card_is_kept_and_the_reason_told(
    crawled: Path, hedgerow: Callable[..., Any]
) -> None:
    query = "SELECT text FROM documents ORDER BY url"
    ran = hedgerow("--home", "home", "sql", query, "--format", "json", cwd=crawled)
    texts = [row["text"] for row in json.loads(ran.out)]
    assert len(texts) == 2 and all("sirukumab" in text.lower() for text in texts)
    shown = hedgerow("extract", "--dropped", "--json", "page.html", cwd=crawled).lines[0]
    card = " ".join(r["words"] for r in shown["dropped"] if r["reason"] == "author_card")
    assert all(words in card for words in PERSONAL)
