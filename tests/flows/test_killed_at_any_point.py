"""`kill -9` at random points of every phase: the next crawl ends where an undisturbed one does."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.chaos import Answer, Site, story
from tests.flows.crawled_site import CrawledSite, crawled_site
from tests.flows.plain_crawl import crawl_plainly
from tests.flows.warehouse_rows import differences, warehouse_rows
from warehouse.ask import answer_rows

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("killed_crawl.py")
SEED = 20_261_121
EACH = 3
"""Points in each phase."""


@dataclass(frozen=True)
class Point:
    """Where a crawl is killed; `call` is which call of the function, in one process."""

    phase: str
    function: str
    call: int
    lag: float
    is_command: bool = False
    """Whether it is `hedgerow crawl` that is killed, with Prefect and its server around it."""

    @property
    def words(self) -> tuple[str, ...]:
        return (self.function, str(self.call), str(self.lag))

    def __str__(self) -> str:
        how = "command" if self.is_command else "plain"
        return f"{self.phase}-{self.function.replace(':', '.')}-{self.call}-{self.lag:g}-{how}"


PHASES: dict[str, dict[str, int]] = {
    # phase: each function, and how often it is certainly called
    "fetch": {
        "flows.fetching.keeping:Keeping.settled": 40,
        "flows.fetching.archive:Archive._write": 40,
        "flows.fetching.frontier:Frontier.record": 40,
    },
    "read": {"flows.readings:read_record": 12, "flows.readings:annotate": 12},
    "stage": {
        "flows.readings:write_part": 1,
        "warehouse.stage:sync": 20,
        "flows.fetching.request_log:RequestLog.mark_staged": 2,
        "flows.fetching.request_log:RequestLog.mark_fetches_staged": 1,
    },
    "load": {
        "warehouse.load:load_concepts": 1,
        "warehouse.load:_Load._add_documents": 1,
        "warehouse.load:_Load._add_children": 9,
        "warehouse.load:_Load._record": 1,
        "warehouse.load:run_checks": 1,
    },
    "publish": {
        "warehouse.publish:install_views": 1,
        "warehouse.publish:_record": 1,
        "warehouse.publish:_copy": 1,
        "warehouse.publish:_link": 1,
    },
}


def points(seed: int, each: int) -> Iterator[Point]:
    chance = random.Random(seed)
    for phase, functions in PHASES.items():
        is_first = True
        for function in chance.sample(sorted(functions), min(each, len(functions))):
            side, call = chance.choice("<>"), chance.randint(1, functions[function])
            lag = chance.choice((0.0, 0.0, 0.003, 0.02))
            yield Point(phase, function + side, call, lag, is_first)
            is_first = False


def fill(site: Site, folder: Path) -> Path:
    """The catalogue of a site with a feed, pages, a redirect, a list page and a gone one."""
    for number in range(41):
        site.page(f"/{number}.html", story(number))
    links = "".join(f'<li><a href="/{n}.x">Headline number {n}</a></li>' for n in range(60))
    site.page("/list.html", f"<html><body><h1>News</h1><ul>{links}</ul></body></html>")
    site.routes["/old"] = Answer(status=301, headers={"Location": f"{site.url}/40.html"})
    items = "".join(
        f"<item><title>Story {n}</title><link>{site.url}/{n}.html</link></item>" for n in range(30)
    )
    site.page(
        "/feed.xml",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>'
        f"<link>{site.url}/</link><description>d</description>{items}</channel></rss>",
        Content_Type="application/rss+xml",
    )
    urls = [f"{site.url}/{n}.html" for n in range(30, 40)]
    urls += [f"{site.url}/{name}" for name in ("gone.html", "list.html", "old")]
    catalogue = folder / "sources.toml"
    common = "allow_private = true\ndelay = 0.0\n\n"
    catalogue.write_text(
        f'[[source]]\nname = "feed"\nadapter = "feed"\nurls = ["{site.url}/feed.xml"]\n{common}'
        f'[[source]]\nname = "pages"\nadapter = "page"\nurls = {json.dumps(urls)}\n{common}'
    )
    return catalogue


@pytest.fixture(scope="module")
def calm(readers: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrawledSite]:
    with crawled_site(tmp_path_factory.mktemp("calm"), fill) as crawled:
        yield crawled


def killed(folder: Path, point: Point, *words: str | Path) -> int:
    """How the crawl ended: by its own hand."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *point.words, *map(str, words)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        start_new_session=True,
    ).returncode


def test_a_crawl_that_is_killed_again_and_again_ends_as_an_undisturbed_one(
    calm: CrawledSite,
) -> None:
    home, catalogue = calm.folder / "chain", calm.catalogue
    for point in (
        Point("fetch", "flows.fetching.archive:Archive._write>", 17, 0.0),
        Point("stage", "flows.readings:write_part>", 1, 0.0),
        Point("publish", "warehouse.publish:_link<", 1, 0.0),
    ):
        assert killed(calm.folder, point, "plain", home, catalogue) == -signal.SIGKILL, point
    crawl_plainly(home, catalogue)
    assert differences(calm.rows, warehouse_rows(home)) == []


@pytest.mark.slow
@pytest.mark.parametrize("point", tuple(points(SEED, EACH)), ids=str)
def test_a_crawl_that_is_killed_ends_as_an_undisturbed_one(
    calm: CrawledSite, point: Point, record_property: Callable[..., None]
) -> None:
    home, catalogue = calm.folder / f"home-{point}", calm.catalogue
    command = ("--home", home, "crawl", "--sources", catalogue)
    words = command if point.is_command else ("plain", home, catalogue)
    calm.site.asked.clear()
    assert killed(calm.folder, point, *words) == -signal.SIGKILL
    before = calm.site.paths()
    crawl_plainly(home, catalogue)
    told = differences(calm.rows, warehouse_rows(home))
    after = calm.site.paths() - before
    record_property("requests before and after the kill", (before.total(), after.total()))
    assert told == []
    twice = [path for path in before if after[path]]
    assert len(twice) <= 1, "only what was on its way when the kill came is asked for again"
    runs = [run["status"] for run in answer_rows(home, "SELECT status FROM runs ORDER BY status")]
    assert runs in (["completed", "completed"], ["completed", "crashed"]), "in one second, perhaps"
