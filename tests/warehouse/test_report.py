"""A report shows the numbers of the views, escapes what sources say, and needs nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import QueryError
from warehouse.charts import Bars, Chart
from warehouse.report import report
from warehouse.topic import _CLAIMS

VOID = {"meta", "rect"}


class Outline(HTMLParser):
    """Checks that tags nest, and keeps ids, links and headings."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def written(keeper: Any, tmp_path: Path, topic: str | None) -> str:
    file = tmp_path / "report.html"
    report(keeper.home, topic, file)
    return file.read_text("utf-8")


def test_the_page_nests_and_every_source_leads_to_its_sentences(
    published: Any, tmp_path: Path
) -> None:
    page = written(published, tmp_path, "depression")
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside > {"from-blog", "from-wire", "claims", "hype", "sources", "opposite"}
    assert inside <= outline.ids
    assert page.count("<blockquote") == 3 + 2 + 2  # claims, hype, two sides


NUMBER = re.compile(r'data-of="([^"]*)"><a href="#([qf]\d+)" aria-label="[^"]*">([^<]*)</a>')
PLAIN_NUMBER = re.compile(r'<td role="cell" class=n data-of="([^"]*)">([^<]+)</td>')


def test_each_number_leads_to_the_sentences_that_it_counts(published: Any, tmp_path: Path) -> None:
    for topic in ("depression", None):
        page = written(published, tmp_path, topic)
        found = NUMBER.findall(page)
        assert len(found) > 20
        for of, name, shown in found:
            counted = len(re.findall(rf'<blockquote class="[^"]*\b{name}\b', page))
            assert counted > 0
            if shown.isdigit() and of != "pages" and "causal" not in of and "1000" not in of:
                assert counted == int(shown), (of, name, shown)
            assert f"{counted} " in line_of(page, name)
            assert f"main:has(#{name}:target)" in page
        # A number that leads nowhere counts nothing, or pages, which their sentences stand for.
        assert {shown for of, shown in PLAIN_NUMBER.findall(page) if of != "pages"} <= {"0", "0%"}


def line_of(page: str, name: str) -> str:
    found = re.search(rf'<p class="lead" id="{name}">(.*?)</p>', page)
    assert found
    return found[1]


def test_a_number_says_when_not_all_of_its_sentences_are_shown(
    published: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.topic._CLAIMS", _CLAIMS.replace("LIMIT 600", "LIMIT 2"))
    page = written(published, tmp_path, "depression")
    assert "2 of them; 1 more are in the view claims" in page
    assert "1 of 2 claims: wire, claims" in page
    assert set(re.findall(r'<h3 id="from-(\w+)">', page)) == {"blog", "wire"}


def test_the_page_is_read_on_a_phone_and_its_numbers_followed(
    published: Any, tmp_path: Path, opened: Any
) -> None:
    written(published, tmp_path, "depression")
    page = opened((tmp_path / "report.html").as_uri(), viewport={"width": 400, "height": 800})
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    quotes = page.locator("blockquote.q:visible")
    assert quotes.count() == 3
    row = page.locator("#sources + .wide tr", has_text="blog")
    row.get_by_role("link", name=re.compile("blog, benefit")).click()
    assert quotes.count() == 1
    assert page.locator("h3:visible", has_text="wire").count() == 0
    page.locator(".lead:visible a").click()
    assert quotes.count() == 3


STYLE = files("warehouse").joinpath("report.css").read_text("utf-8")


def schemes() -> dict[str, dict[str, str]]:
    """The colours on a light screen, a dark one, and paper; what is not said anew stays."""
    found = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in
             re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)]  # fmt: skip
    light, dark, paper = found
    return {"light": light, "dark": light | dark, "print": light | paper}


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_text_and_mark_is_legible(contrast: Any, scheme: str) -> None:
    colours = schemes()[scheme]
    grounds = ("paper", "soft", "mark")
    for text, ground in [(t, g) for t in ("ink", "accent") for g in grounds]:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["edge"], colours["paper"]) >= 3
    drawn = {name for name in colours if re.fullmatch(r"c\d", name)}
    assert len({colours[name] for name in drawn}) == len(drawn) == 6
    assert "rect { stroke: var(--edge)" in STYLE
    assert set(re.findall(r"var\(--(\w+)\)", STYLE)) == set(colours)


def test_the_page_needs_nothing_from_outside(published: Any, tmp_path: Path) -> None:
    page = written(published, tmp_path, None)
    assert re.findall(r"<(?:script|link|img|iframe)", page) == []
    assert "url(" not in page
    assert "@import" not in page


def test_numbers_are_those_of_the_views(published: Any) -> None:
    found = report(published.home, "Tocilizumab", Path("/dev/null"))
    shown = {row["source"]: (row["claims"], row["hedged_share"]) for row in found.sources}
    views = published.ask("SELECT source, claims, hedged_share FROM how_sources_say('tocilizumab')")
    assert shown == {source: (claims, share) for source, claims, share in views}
    assert (found.total_claims, found.documents) == (3, 3)


def test_years_come_in_the_order_of_time(keeper: Any, pen: Any) -> None:
    for year in ("2025", "2023", "2026"):
        text = f"Tocilizumab treats depression in {year}."
        claim = pen.claim(text, "Tocilizumab", "treats", "depression")
        url = f"https://blog.test/{year}"
        keeper.keep(pen.reading(text, url, claims=(claim,), published_at=f"{year}-05-01"))
    keeper.publish()
    found = report(keeper.home, "depression", Path("/dev/null"))
    assert [row["year"] for row in found.years] == ["2023", "2025", "2026"]


def test_what_sources_say_is_escaped(keeper: Any, pen: Any, tmp_path: Path) -> None:
    text = "<script>alert(1)</script> tocilizumab & co treats depression."
    claim = pen.claim(text, "tocilizumab", "treats", "depression")
    reading = pen.reading(text, "javascript:alert(2)", claims=(claim,), title="<b>T</b>")
    keeper.keep(reading)
    keeper.publish()
    page = written(keeper, tmp_path, "depression")
    assert "<script" not in page
    assert "<b>" not in page
    assert 'href="javascript' not in page
    assert "<mark>tocilizumab</mark> &amp; co treats <mark>depression</mark>" in page


def test_the_terminal_shows_sources_contradictions_and_hype(
    published: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    report(published.home, "depression")
    out = capsys.readouterr().out
    for word in ("3 claims on 3 pages", "blog", "wire", "Contradictions", "miracle"):
        assert word in out


def test_an_unknown_topic_names_the_nearest(published: Any) -> None:
    with pytest.raises(QueryError, match=r"called 'tocilizumap'; nearest: tocilizumab"):
        report(published.home, "tocilizumap")
    with pytest.raises(QueryError, match="claim about 'fatigue'; most claims are about depression"):
        report(published.home, "fatigue")


def test_a_topic_that_is_too_much_is_one_clear_line(
    published: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = "SELECT md5(i::VARCHAR) AS id, count(*) FROM range(100_000_000) r(i) GROUP BY id"
    monkeypatch.setattr("warehouse.topic._CLAIMS", f"SET memory_limit = '50MB'; {greedy}")
    with pytest.raises(QueryError, match="name a topic: Out of Memory") as refusal:
        report(published.home, "depression")
    assert "\n" not in str(refusal.value)


def test_what_is_like_no_name_is_answered_with_what_there_is(published: Any) -> None:
    with pytest.raises(QueryError, match=r"'qwertz'; most claims are about [^,]+, [^,]+$"):
        report(published.home, "qwertz")
    with pytest.raises(QueryError, match=r"nearest: tumor necrosis factor$"):
        report(published.home, "necrosis of some tumor")


def test_a_name_is_found_with_and_without_hyphens(published: Any) -> None:
    names = ("Tocilizumab", "toci lizumab", "rxnorm 612865")
    assert {report(published.home, name, Path("/dev/null")).total_claims for name in names} == {3}


def test_a_chart_draws_shares_and_says_its_numbers() -> None:
    chart = Chart("T", {"a": "c0", "b": "c1"}, [Bars("x", (1, 3), "4"), Bars("y", (0, 0))], True)
    widths = [float(width) for width in re.findall(r'y="\d+" width="([\d.]+)"', chart.svg())]
    assert widths == [105.0, 315.0]
    assert "x: a 1, b 3" in chart.svg()
    assert Chart("T", {"a": "c0"}, []).figure() == ""


def test_tables_and_plots_can_be_read_without_seeing_or_a_mouse(
    published: Any, tmp_path: Path
) -> None:
    page = written(published, tmp_path, None)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.count('<div class="wide" role="region" aria-label=') == page.count("<table") == 5
    assert page.count('tabindex="0"') == 5
    named = re.findall(r'role="region" aria-label="([^"]+)"', page)
    assert len(set(named)) == 5, "landmarks are told apart"
    for drawing in re.findall(r"<svg .*?</svg>", page, re.DOTALL):
        assert 'aria-hidden="true"' in drawing or re.search(
            r"<title>.+</title><desc>.+</desc>", drawing
        )
    assert set(re.findall(r"<th [^>]*>", page)) <= set(re.findall(r"<th scope=[^>]*>", page))
