"""Titles, file names and sources that try to be SQL, paths, markup or orders to the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

NAME = "o'hara\"; DROP TABLE raw.claims; -- ../../up [/red] <b>\u202e"
TITLE = "]0;owned\u0007[31m [link=https://evil.test]x[/link] [/] <script>alert(1)</script>"
POST = (
    f"\x1b{TITLE}\n\nIt is a breakthrough\x1b[2J for all. Tocilizumab may relieve depression in a "
    "trial of 40 adults, Dr O'Hara'); DELETE FROM raw.documents; -- said. It did not help all.\n"
)
FILE = 'it\'s "a"; drop [b] [bold] <i>x<i> \x1b[31m %2e%2e.txt'
ORDER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@dataclass(frozen=True)
class Place:
    folder: Path
    run: Callable[..., Any]
    crawled: Any

    def __call__(self, *words: str) -> Any:
        return self.run("--home", "home", *words, cwd=self.folder)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, hedgerow: Callable[..., Any]) -> Place:
    folder = tmp_path_factory.mktemp("hostile") / "inside"
    folder.mkdir()
    (folder / FILE).write_text(POST)
    (folder / "two.txt").write_text(POST.replace("40", "41"))
    rows = [
        f'[[source]]\nname = {json.dumps(name)}\nadapter = "files"\nurls = [{json.dumps(glob)}]\n'
        for name, glob in ((NAME, "*.txt"), ("gone " + NAME, "[/red]\u001b[31m*.nothing"))
    ]
    (folder / "sources.toml").write_text("\n".join(rows))
    crawled = hedgerow("--home", "home", "crawl", "--sources", "sources.toml", cwd=folder)
    return Place(folder, hedgerow, crawled)


def test_a_crawl_tells_of_them_and_ends_as_usual(place: Place) -> None:
    assert place.crawled.code == 3, place.crawled.err
    assert not ORDER.search(place.crawled.out + place.crawled.err)
    assert "[/red]" in place.crawled.out


def test_nothing_is_written_outside_the_home(place: Place) -> None:
    outside = {path.name for path in place.folder.iterdir()}
    assert outside == {FILE, "two.txt", "sources.toml", "home"}
    assert [path.name for path in place.folder.parent.iterdir()] == ["inside"]


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("report",),
        ("report", "tocilizumab"),
        ("sql", "SELECT source, title, url FROM documents ORDER BY url"),
        ("sql", "FROM hype_flags"),
        ("sql", "SELECT source, url, detail FROM issues"),
        ("prune",),
        ("publish",),
    ],
)
def test_each_command_shows_them_harmlessly(place: Place, words: tuple[str, ...]) -> None:
    ran = place(*words)
    assert ran.code == 0, ran.err
    assert not ORDER.search(ran.out + ran.err), ran.out


@pytest.mark.parametrize(
    "words",
    [
        ("report", NAME),
        ("report", "x' OR 1=1 --"),
        ("reextract", "--source", "x'; DROP TABLE raw.claims; --"),
        ("crawl", "--sources", "sources.toml", "--only", "\x1b[2J' OR '1'='1"),
        ("forget", "https://a.test/'); DELETE FROM raw.documents; --"),
        ("sql", "SELECT 1 \x1b[31m"),
    ],
)
def test_arguments_are_values_never_code(place: Place, words: tuple[str, ...]) -> None:
    before = place("sql", "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM claims)")
    ran = place(*words)
    assert ran.code in (0, 2), ran.err
    assert "Traceback" not in ran.err
    assert not ORDER.search(ran.out + ran.err)
    after = place("sql", "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM claims)")
    assert after.out == before.out


def test_the_stored_words_are_the_pages_own_without_orders(place: Place) -> None:
    found = place("sql", "--format", "json", "SELECT source, text, url FROM documents ORDER BY url")
    rows = json.loads(found.out)
    assert {row["source"] for row in rows} == {NAME}
    assert all("breakthrough[2J for all" in row["text"] for row in rows)
    assert all("DELETE FROM raw.documents; -- said" in row["text"] for row in rows)


def test_a_report_page_and_an_export_hold_no_code_of_theirs(place: Place) -> None:
    assert place("report", "tocilizumab", "-o", "report.html").code == 0
    page = (place.folder / "report.html").read_text()
    assert "<script>alert" not in page
    assert "<b>" not in page.replace("</b>", "")
    assert place("export", "lake").code == 0
    lake = place.folder / "lake"
    assert all(path.resolve().is_relative_to(lake) for path in lake.rglob("*"))
    (place.folder / "report.html").unlink()


def test_the_page_with_the_hostile_name_is_forgotten_by_it(place: Place) -> None:
    rows = json.loads(place("sql", "--format", "json", "SELECT url FROM documents").out)
    (url,) = (row["url"] for row in rows if "two.txt" not in row["url"])
    ran = place("forget", url)
    assert ran.code == 0, ran.err
    assert not ORDER.search(ran.out + ran.err)
    left = json.loads(place("sql", "--format", "json", "SELECT url FROM documents").out)
    assert [row["url"].rpartition("/")[2] for row in left] == ["two.txt"]
