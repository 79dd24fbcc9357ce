"""`hedgerow extract --dropped`: the words that were left out of a page, seen and kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGE = """<html><head><title>Sleep and mood in later life</title></head><body>
<nav class="menu"><a href="/">Home</a> <a href="/n">News</a></nav>
<div id="cookie-bar">We set cookies so that this page works. <button>Accept all</button></div>
<article><h1>Sleep and mood in later life</h1>
<p>People who slept badly for a year were more often low, a study of two thousand adults says.</p>
<p>The link held when the team allowed for illness, work and money, but it shows no cause.</p>
<p>Others say that sleep is hard to measure at home, and that many answers came from one
question that was asked once, on the telephone.</p>
<p>Views: 1,204</p>
<p>Author information</p><p>Name: Orla Testcase</p><p>Birthday: 1999-01-02</p>
<p>Address: 12 Invented Lane, Nowhere</p><p>Phone: +100 200 300</p></article>
<section class="comments"><p>I slept well for a year and felt low, [bold]so there[/bold].</p>
</section></body></html>"""
CARD = ("Orla Testcase", "Invented Lane", "+100 200 300")
TEXT = (
    "Sleep and mood\n\nPeople by the sea sleep well, and 40 others do not, a study says.\n\n"
    "Views: 1,204\n\nPhone: +100 200 300\nBirthday: 1999-01-02\n\nReferences\n"
)


def test_a_person_sees_the_words_the_reason_and_the_place(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    ran = hedgerow("extract", "--dropped", "page.html", cwd=tmp_path)
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0] == "page.html: article"
    assert lines[1].split() == ["reason", "where", "first", "words"]
    for reason, where, words in [
        ("engagement_counter", "after “on the telephone.”", "Views: 1,204"),
        ("author_card", "after “on the telephone.”", "Author information Name: Orla"),
        ("outside_main_text", "<div cookie-bar>", "We set cookies so that"),
        ("outside_main_text", "<section comments>", "I slept well for a year"),
    ]:
        assert any(line.startswith(reason) and where in line and words in line for line in lines)
    assert "and 1 menus, buttons and other scraps outside the main text" in lines[-1]


def test_json_gives_every_word(tmp_path: Path, hedgerow_here: Callable[..., Any]) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    ran = hedgerow_here("extract", "--dropped", "--json", "page.html", cwd=tmp_path)
    (page,) = ran.lines
    assert (ran.code, page["id"], page["verdict"]) == (0, "page.html", "article")
    by_reason = {row["reason"]: row for row in page["dropped"]}
    assert all(words in by_reason["author_card"]["words"] for words in CARD)
    outside = [row["words"] for row in page["dropped"] if row["reason"] == "outside_main_text"]
    assert outside[0] == "Home News"
    assert outside[-1].endswith("[bold]so there[/bold].")
    assert all(row["characters"] == len(row["words"]) for row in page["dropped"])
    assert not any("two thousand adults" in row["words"] for row in page["dropped"])


def test_the_usual_output_never_holds_them(
    tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    ran = hedgerow_here("extract", "page.html", cwd=tmp_path)
    assert not any(words in ran.out for words in (*CARD, "cookies", "Views: 1,204"))
    assert {tuple(row) for row in ran.lines[0]["dropped"]} == {("reason", "characters")}


def test_plain_text_tells_the_line_and_the_offsets(
    tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    ran = hedgerow_here("extract", "--dropped", "a.txt", cwd=tmp_path)
    told = [line.split(maxsplit=3) for line in ran.out.splitlines()[2:]]
    assert [row[:3] for row in told] == [
        ["engagement_counter", "line", "5"],
        ["author_card", "line", "7"],
        ["empty_heading", "line", "10"],
    ]
    (page,) = hedgerow_here("extract", "--dropped", "--json", "a.txt", cwd=tmp_path).lines
    (whole,) = hedgerow_here("extract", "a.txt", cwd=tmp_path).lines
    marked = [(r["start"], r["end"]) for r in whole["regions"] if r["kind"] == "boilerplate"]
    assert [(row["start"], row["end"]) for row in page["dropped"]] == marked
    for row in page["dropped"]:
        assert whole["text"][row["start"] : row["end"]] == row["words"]


def test_jsonl_stdin_and_a_page_with_nothing_dropped(
    tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    rows = "".join(json.dumps({"id": f"row-{n}", "text": TEXT}) + "\n" for n in range(2))
    ran = hedgerow_here("extract", "--dropped", "--input", "jsonl", "-", cwd=tmp_path, stdin=rows)
    assert [line for line in ran.out.splitlines() if line.startswith("row-")] == [
        "row-0: article",
        "row-1: article",
    ]
    ran = hedgerow_here("extract", "--dropped", cwd=tmp_path, stdin="It may help some people.")
    assert ran.out.splitlines() == ["-: article", "  nothing was dropped"]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_shown(
    tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    ran = hedgerow_here("extract", "--dropped", "a.pdf", "none.txt", "a.txt", cwd=tmp_path)
    assert ran.code == 3
    assert "a.pdf: pdf" in ran.err and "none.txt: cannot be read" in ran.err
    assert "a.txt: article" in ran.out
    assert hedgerow_here("extract", "--dropped", "a.pdf", cwd=tmp_path).code == 2


def test_a_page_cannot_write_to_the_terminal(
    tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    (tmp_path / "page.html").write_text(
        PAGE.replace("I slept well", "I \x9b31m \x1b[31mslept well")
    )
    ran = hedgerow_here("extract", "--dropped", "page.html", cwd=tmp_path)
    assert "slept well" in ran.out
    assert "\x1b" not in ran.out and "\x9b" not in ran.out
