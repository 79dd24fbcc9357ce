"""The reference parser's own cases, and what this reader adds to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.fetching.robots import MAX_BYTES, RobotsRules, robots_url

LEFT_TO_THE_CALLER = {
    # Three URLs that are not percent-encoded, which ours always are; one agent's name with a space.
    "ID_Encoding",
    "GoogleOnly_AcceptUserAgentUpToFirstSpace",
}


@pytest.mark.data
def test_the_reference_cases(data: Path) -> None:
    cases = json.loads((data / "robots" / "google_cases.json").read_text("utf-8"))
    missed = [
        name
        for name, text, agent, url, allowed in cases
        if RobotsRules(text).allows(url, agent) != allowed
    ]
    assert len(cases) == 140
    assert len(cases) - len(missed) >= 136, missed
    assert set(missed) <= LEFT_TO_THE_CALLER, missed


def test_an_unknown_line_between_agents_keeps_the_group_together() -> None:
    rules = RobotsRules("User-agent: Hedgerow\nNoise: x\nUser-agent: Other\nDisallow: /a")
    assert not rules.allows("https://a.test/a")
    assert rules.allows("https://a.test/b")


def test_only_our_group_counts_where_there_is_one() -> None:
    rules = RobotsRules(
        "User-agent: *\nDisallow: /\n\nUser-agent: hedgerow\nDisallow: /x\nAllow: /x/y"
    )
    assert rules.allows("https://a.test/page")
    assert not rules.allows("https://a.test/x/z")
    assert rules.allows("https://a.test/x/y")


DELAYS = {
    "Crawl-delay: 7": 7,
    "Crawl-delay: 0.5": 0.5,
    "Crawl-delay: 9000": 120,
    "Crawl-delay: soon": 0,
    "Crawl-delay: -3": 0,
    "": 0,
}


@pytest.mark.parametrize(("line", "seconds"), DELAYS.items())
def test_crawl_delay_is_kept_within_two_minutes(line: str, seconds: float) -> None:
    assert RobotsRules(f"User-agent: *\n{line}\nDisallow: /x").crawl_delay() == seconds


def test_what_lies_past_500_kib_is_not_read() -> None:
    filler = b"# filler\n" * (MAX_BYTES // 9)
    body = b"User-agent: *\nDisallow: /a\n" + filler + b"Disallow: /b\n"
    rules = RobotsRules.from_bytes(body)
    assert not rules.allows("https://a.test/a")
    assert rules.allows("https://a.test/b")


def test_bytes_that_are_no_text_allow() -> None:
    assert RobotsRules.from_bytes(bytes(range(256)) * 50).allows("https://a.test/a")


def test_a_byte_order_mark_hides_no_rule() -> None:
    rules = RobotsRules.from_bytes("User-agent: *\nDisallow: /a".encode("utf-8-sig"))
    assert not rules.allows("https://a.test/a")


def test_sitemaps_are_listed_once_each() -> None:
    text = "Sitemap: https://a.test/1.xml\nsitemap:https://a.test/2.xml # two\nSitemap:\n"
    assert RobotsRules(text * 2).sitemaps == ("https://a.test/1.xml", "https://a.test/2.xml")


def test_the_file_lies_at_the_root_of_the_site() -> None:
    assert robots_url("http://me:pw@a.test:8080/x?y#z") == "http://a.test:8080/robots.txt"
