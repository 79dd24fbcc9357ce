"""`hedgerow extract --explain`: why each sentence reads as it does, in the terminal and as HTML."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import read_text
from extractors.language.explanation import Word, explain
from flows.commands.explain import tree_of
from flows.commands.explanation_page import render_page

TEXT = (
    "A groundbreaking pilot trial of 30 adults found that tocilizumab may reduce pain in people "
    "with arthritis (54% v 31%; p = 0.03).\n\nIt did not improve sleep, <b>they</b> said.\x1b[31m"
)


def test_the_terminal_shows_parse_cues_and_reasons(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    (tmp_path / "post.txt").write_text(TEXT)
    ran = hedgerow("extract", "--explain", "post.txt", cwd=tmp_path, COLUMNS="60")
    assert (ran.code, ran.err) == (0, "")
    lines = [line.rstrip() for line in ran.out.splitlines()]
    assert max(map(len, lines)) <= 60
    assert lines[:3] == ["post.txt", "", "1  body, strength 2, possible"]
    told = " ".join(ran.out.split())
    for words in [
        "parse root ",
        "tocilizumab → tocilizumab, drug, RXNORM:612865",
        "54% → percent 54 %, P 0.03",
        "hedge “may” by hedge.may, over “may reduce pain",
        "claim tocilizumab affects pain • rule claim.reduce, trigger “reduce”",
        "hype hype, breakthrough",
        "negation “not” by negation.not",
        "<b>they</b>",
    ]:
        assert words in told, words
    assert "\x1b" not in ran.out


def test_one_html_file_in_which_the_text_is_only_text(
    tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    (tmp_path / "post.txt").write_text(TEXT)
    ran = hedgerow_here("extract", "--explain", "-o", "why.html", "post.txt", cwd=tmp_path)
    assert (ran.code, ran.out.strip()) == (0, "why.html: 2 sentences")
    page = (tmp_path / "why.html").read_text("utf-8")
    seen = _Page()
    seen.feed(page)
    assert {"svg", "details", "article"} <= seen.tags
    assert not {"b", "script", "link", "img"} & seen.tags
    assert not [value for value in seen.addresses if not value.startswith("#")]
    assert "over “may reduce pain" in seen.text
    assert render_page([explain(read_text(TEXT, id="post.txt"))]) == page


class _Page(HTMLParser):
    """The tags, the text and the addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [str(v) for name, v in attrs if name in {"href", "src", "xlink:href"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_json_gives_one_line_a_page(tmp_path: Path, hedgerow_here: Callable[..., Any]) -> None:
    (tmp_path / "post.txt").write_text(TEXT)
    (page,) = hedgerow_here("extract", "--explain", "--json", "post.txt", cwd=tmp_path).lines
    first, second = page["sentences"]
    assert page["document"] == "post.txt"
    assert first["words"][0] == {
        "start": 0, "end": 1, "text": "A", "tag": "DET", "relation": "det", "head": 3
    }  # fmt: skip
    assert second["cues"][0]["surface"] == "not"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("-o", "x.html"), "--output x.html: only with --explain; JSON lines go to stdout"),
        (("--explain", "--dropped"), "--explain and --dropped: give one of them"),
        (("--explain", "-o", "no/x.html"), "no/x.html: No such file or directory"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, hedgerow_here: Callable[..., Any], words: tuple[str, ...], complaint: str
) -> None:
    (tmp_path / "post.txt").write_text("Short.")
    ran = hedgerow_here("extract", *words, "post.txt", cwd=tmp_path)
    assert (ran.code, ran.complaint) == (2, f"hedgerow: {complaint}")


def test_a_failed_input_does_not_stop_the_others(
    tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    (tmp_path / "post.txt").write_text("Tocilizumab reduces pain.")
    ran = hedgerow_here("extract", "--explain", "none.txt", "post.txt", cwd=tmp_path)
    assert (ran.code, ran.complaint) == (
        3,
        "hedgerow: none.txt: cannot be read (No such file or directory)",
    )
    assert "tocilizumab affects pain" in ran.out


def test_a_tree_shows_function_words_beside_their_heads() -> None:
    rows = [("The", "det", 1), ("drug", "nsubj", 2), ("eased", "root", 2), ("pain", "obj", 2),
            ("in", "case", 5), ("adults", "obl", 2), (".", "punct", 2)]  # fmt: skip
    words = tuple(Word(0, 0, text, "", relation, head) for text, relation, head in rows)
    tree = tree_of(words)
    assert str(tree.label) == "root eased"
    told = [str(branch.label) for branch in tree.children]
    assert told == ["nsubj The drug", "obj pain", "obl in adults"]


@pytest.mark.slow
def test_the_page_fits_a_phone(tmp_path: Path) -> None:
    found = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if found is None:
        pytest.skip("no browser is installed")
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    page = tmp_path / "why.html"
    page.write_text(render_page([explain(read_text(TEXT, id="post.txt"))]), "utf-8")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        phone = browser.new_page(viewport={"width": 360, "height": 740})
        phone.goto(page.as_uri())
        phone.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        browser.close()
