"""What a run's page in Prefect shows: all of the demonstration's findings, nothing that pages say
of themselves as markup."""

from __future__ import annotations

import pytest

from flows.artifacts import (
    SHOWN,
    contradictions_markdown,
    hype_markdown,
    placed,
    run_page,
    shown,
    summary_markdown,
)
from flows.summary import CrawlSummary, SourceSummary
from tests.conftest import Demo
from warehouse.ask import answer_rows

FLAG = {
    "source": "a",
    "url": "https://example.org/post",
    "title": "A post",
    "category": "cure_miracle",
    "severity": 3,
    "context": "asserted",
    "sentence": "It is a miracle cure.",
    "surface": "miracle cure",
}


def test_a_real_run_has_its_news_on_its_page(demo: Demo) -> None:
    (run,) = answer_rows(demo.home, "SELECT run_id FROM runs")
    page = run_page(demo.home, CrawlSummary(run["run_id"], "completed", ()))
    assert page.hype.count("\n- ") == SHOWN - 1
    assert "There is more: `from hype_flags`" in page.hype
    assert "**tocilizumab** and **remission**" in page.contradictions
    assert {row["source"] for row in page.health} >= {"wellness-wave", "invented-journals"}
    nothing = run_page(demo.home, CrawlSummary("no-such-run", "completed", ()))
    assert nothing.hype == "Nothing new that sells."
    assert nothing.contradictions == "No claim met its opposite for the first time."


@pytest.mark.parametrize(
    ("said", "as_markdown"),
    [
        ("plain words, 5 % of them", "plain words, 5 % of them"),
        ("<script>alert(1)</script>", r"&lt;script&gt;alert\(1\)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", r"\[x\]\(javascript\:alert\(1\)\)"),
        ("**bold** `code` | cell", r"\*\*bold\*\* \`code\` \| cell"),
        ("# one\n# two", r"\# one \# two"),
        ("![i](https://example.org/i.png)", r"\!\[i\]\(https\://example\.org/i\.png\)"),
    ],
)
def test_what_a_page_says_stays_text(said: str, as_markdown: str) -> None:
    assert shown(said) == as_markdown


@pytest.mark.parametrize(
    ("url", "as_markdown"),
    [
        (
            "https://example.org/a?b=1&c=2",
            "t at [example.org](<https://example.org/a?b=1&amp;c=2>)",
        ),
        ("javascript:alert(1)", "t"),
        ("https://example.org/> <script>", "t"),
        ("file:///etc/passwd", "t"),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str, as_markdown: str) -> None:
    assert placed({"title": "t", "url": url}) == as_markdown


def test_the_words_of_hype_are_marked_in_their_sentence() -> None:
    text = hype_markdown([FLAG])
    assert r"It is a **miracle cure**\." in text
    assert (
        "severity 3, cure miracle, asserted: A post at [example.org](<https://example.org/post>)"
        in text
    )


def test_a_contradiction_shows_a_sentence_for_each_side_that_has_one() -> None:
    row = {
        "subject": "x",
        "object": "y",
        "beneficial_documents": 2,
        "harmful_documents": 0,
        "null_documents": 1,
        "example_beneficial": "X helps.",
        "example_harmful": None,
        "example_null": "X does not help.",
    }
    lines = contradictions_markdown([row]).splitlines()
    assert lines[0] == "- **x** and **y**"
    assert lines[1] == r"    - good, 2 pages: X helps\."
    assert lines[2] == r"    - no difference, 1 page: X does not help\."


def test_the_summary_names_what_failed_and_why() -> None:
    sources = (
        SourceSummary("a", documents=1, fetched=1, discovered=1),
        SourceSummary("b", "failed", reason="gave 0 of at least 1 documents | most"),
    )
    summary = CrawlSummary("run-1", "completed_with_failures", sources, 1, 1, 0, 3.2)
    assert summary.failures == ("1 of 2 sources failed. b: gave 0 of at least 1 documents | most")
    text = summary_markdown(summary)
    assert text.startswith("## Completed with failures\n\n1 document, 1 claim, 0 hype flags in 3 s")
    assert "| a | 1 | 1 | 0 | 0 | 1 | completed |" in text
    assert "| b | 0 | 0 | 0 | 0 | 0 | **failed** |" in text
    assert r"**b**: gave 0 of at least 1 documents \| most" in text
