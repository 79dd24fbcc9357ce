"""What the answer to a request for robots.txt permits, and for how long."""

from __future__ import annotations

import pytest

from tests.flows.chaos import Answer, Site, article
from tests.flows.conftest import Bench


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b"", 503), "robots_denied"),
        (Answer(b"", 500), "robots_denied"),
        (Answer(b"User-agent: *\nDisallow: /"), "robots_denied"),
        (Answer(b"", 403), "fetched"),
        (Answer(status=301, headers={"Location": "/robots.txt"}), "fetched"),
        (Answer(b"User-agent: hedgerow\nAllow: /a\nUser-agent: *\nDisallow: /"), "fetched"),
    ],
    ids=["503", "500", "no", "403", "loop", "yes"],
)
def test_what_a_robots_answer_means(bench: Bench, site: Site, answer: Answer, outcome: str) -> None:
    site.routes["/robots.txt"] = answer
    (response,) = bench.fetch(site.page("/a", article()))
    assert response.outcome == outcome


def test_robots_is_asked_once_a_day_and_a_stale_copy_serves(bench: Bench, site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /no")
    site.page("/no/1", article())
    bench.fetch(site.page("/a", article()))
    bench.fetch(site.page("/b", article()))
    assert site.paths()["/robots.txt"] == 1
    site.routes["/robots.txt"] = Answer(b"", 500)
    bench.clock.now += 90_000
    fetched, denied = bench.fetch(site.page("/c", article()), site.url + "/no/1")
    assert (fetched.outcome, denied.outcome) == ("fetched", "robots_denied")
