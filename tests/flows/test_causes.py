"""A source that gives nothing says what went wrong most often."""

from __future__ import annotations

from collections import Counter

import pytest

from flows.causes import cause_of, most_often
from flows.fetching import Fetcher, Target
from tests.flows.chaos import Answer, Site
from tests.flows.conftest import Bench


@pytest.mark.parametrize(
    ("robots", "page", "cause"),
    [
        (Answer(b"User-agent: *\nDisallow: /"), Answer(b"x"), "robots.txt does not allow it"),
        (Answer(b"", 500), Answer(b"x"), "robots.txt answered 500"),
        (Answer(b"", 404), Answer(b"", 410), "HTTP 410 Gone"),
        (Answer(b"", 404), Answer(b"<html>", length=99), "broken answer"),
        (Answer(b"", 404), Answer(b"x", length=6_000_000), "too large"),
        (
            Answer(b"", 404),
            Answer(b"<html><head><meta name='robots' content='noindex'></head>"),
            "meta robots: noindex",
        ),
    ],
)
def test_equal_causes_are_worded_alike(
    bench: Bench, site: Site, robots: Answer, page: Answer, cause: str
) -> None:
    site.routes["/robots.txt"] = robots
    urls = [f"{site.url}/{number}" for number in range(3)]
    site.routes.update({f"/{number}": page for number in range(3)})
    causes = Counter(cause_of(response) for response in bench.fetch(*urls))
    assert causes == {cause: 3}
    assert most_often(causes) == f"; most often: {cause} (3)"


def test_no_cause_is_no_word() -> None:
    assert most_often(Counter()) == ""


def test_files_that_are_not_there_count_together(bench: Bench) -> None:
    async def work(fetcher: Fetcher) -> list[str]:
        paths = (bench.home / "a.txt", bench.home / "b.txt")
        targets = [Target(path.as_uri(), "test", path=path) for path in paths]
        return [cause_of(await fetcher.fetch(each, bench.source())) for each in targets]

    assert bench.crawl(work) == ["no such file", "no such file"]
