"""`hedgerow crawl` over a real loopback site: what is broken is told, and the rest completes."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.flows.plain_crawl import crawl_plainly
from warehouse.ask import answer_rows

PAGE = """<html><head><title>{title}</title></head><body><nav><a href="/">Home</a></nav><article>
<h1>{title}</h1><p>Sirukumab did not reduce depression scores compared with placebo in a trial of
forty adults, researchers said, and the primary outcome was not met.</p>
<p>{more}</p></article></body></html>"""
MORE = "Larger trials are needed before anyone can say whether sirukumab helps in depression. " * 3
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Notes</title><link>{site}/</link>
<description>d</description><item><title>Second</title><link>{site}/second.html</link></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title>
<id>urn:a</id><updated>2026-05-01T00:00:00Z</updated><entry><title>Third</title><id>urn:b</id>
<updated>2026-05-01T00:00:00Z</updated><link href="{site}/third.html"/></entry></feed>"""


@dataclass
class Site:
    """A small real web site whose pages a test may change while it runs."""

    base: str
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: str, kind: str = "text/html; charset=utf-8") -> None:
        self.pages[path] = (kind, body)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.asked.append(self.path)
            kind, body = served.pages.get(self.path, ("text/html", ""))
            payload = body.encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Site(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        served.put("/first.html", PAGE.format(title="First", more=MORE))
        served.put("/second.html", PAGE.format(title="Second", more=MORE))
        served.put("/third.html", PAGE.format(title="Third", more=MORE))
        served.put("/feed.xml", FEED.format(site=served.base), "application/rss+xml")
        served.put("/atom.xml", ATOM.format(site=served.base), "application/atom+xml")
        links = "".join(f'<li><a href="/{n}">Headline number {n}</a></li>' for n in range(60))
        served.put("/list.html", f"<html><body><h1>News</h1><ul>{links}</ul></body></html>")
        yield served
        server.shutdown()
        thread.join()


def row(name: str, adapter: str, *urls: str, **more: object) -> str:
    lines = [f'name = "{name}"', 'kind = "blog"', f'adapter = "{adapter}"', f"urls = {list(urls)}"]
    lines += [f"{key} = {value}" for key, value in more.items()]
    return "\n".join(["[[source]]", *lines, "delay = 0.0", "allow_private = true", "", ""])


@dataclass(frozen=True)
class Crawled:
    folder: Path
    home: Path
    catalogue: Path
    ran: Any


@pytest.fixture(scope="module")
def crawled(
    site: Site, hedgerow: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Crawled:
    folder = tmp_path_factory.mktemp("crawl")
    (folder / "own").mkdir()
    (folder / "own" / "a.txt").write_text("My notes\n\nTocilizumab may help in depression.\n")
    (folder / "own" / "b.html").write_text(PAGE.format(title="Own page", more=MORE))
    catalogue = folder / "sources.toml"
    catalogue.write_text(
        row("pages", "page", f"{site.base}/first.html", f"{site.base}/gone.html")
        + row("rss", "feed", f"{site.base}/feed.xml")
        + row("atom", "feed", f"{site.base}/atom.xml")
        + row("own", "files", "own/*.txt", "own/b.html", "own/absent.txt")
        + row("listing", "page", f"{site.base}/list.html", min_documents=0)
        + row("unreachable", "page", "http://127.0.0.1:9/x.html")
    )
    ran = hedgerow("--home", "home", "--json", "crawl", "--sources", catalogue, cwd=folder)
    return Crawled(folder, folder / "home", catalogue, ran)


def by_name(ran: Any) -> dict[str, Any]:
    return {source["name"]: source for source in ran.json["sources"]}


def test_a_failed_source_is_named_and_the_rest_completes(crawled: Crawled) -> None:
    assert crawled.ran.code == 3, crawled.ran.err
    assert crawled.ran.json["status"] == "completed_with_failures"
    sources = by_name(crawled.ran)
    assert sources["unreachable"]["status"] == "failed"
    reason = "gave 0 of at least 1 documents; most often: robots.txt: no connection (1)"
    assert sources["unreachable"]["reason"] == reason
    statuses = {name: source["status"] for name, source in sources.items()}
    assert set(statuses) - {"unreachable"} == {"pages", "rss", "atom", "own", "listing"}
    assert [s for n, s in statuses.items() if n != "unreachable"] == ["completed"] * 5


def test_the_summary_counts_what_happened(crawled: Crawled) -> None:
    sources = by_name(crawled.ran)
    assert sources["pages"]["fetched"] == 1
    assert sources["pages"]["failed"] == 1
    assert sources["rss"]["documents"] == sources["atom"]["documents"] == 1
    assert sources["own"]["documents"] == 2
    summary = crawled.ran.json
    assert summary["documents"] == sum(source["documents"] for source in summary["sources"])
    assert set(summary) >= {"run_id", "status", "sources", "documents", "claims", "hype_flags"}


@pytest.mark.parametrize(
    ("source", "stage", "words"),
    [
        ("pages", "fetch", "404"),
        ("own", "fetch", "absent.txt"),
        ("unreachable", "fetch", "connect"),
        ("listing", "read", "list_page"),
    ],
)
def test_everything_that_went_wrong_is_a_row_with_its_reason(
    crawled: Crawled, source: str, stage: str, words: str
) -> None:
    rows = answer_rows(crawled.home, f"from issues where source = '{source}' and stage = '{stage}'")
    assert rows, source
    assert words in str(rows).lower()


def test_what_the_feed_says_fills_what_the_page_does_not(crawled: Crawled) -> None:
    rows = answer_rows(crawled.home, "select source, published_at from documents order by source")
    dates = {row["source"]: str(row["published_at"])[:10] for row in rows}
    assert dates["atom"] == "2026-05-01"


def test_a_page_that_is_no_article_yields_no_claim(crawled: Crawled) -> None:
    assert answer_rows(crawled.home, "from claims where source = 'listing'") == []
    assert answer_rows(crawled.home, "from claims where source = 'pages'") != []


def test_a_second_crawl_the_same_night_fetches_nothing_and_changes_nothing(
    crawled: Crawled, site: Site, readers: None
) -> None:
    claims = "select claim_id, first_seen from claims order by all"
    before = answer_rows(crawled.home, claims)
    site.asked.clear()
    again = crawl_plainly(crawled.home, crawled.catalogue)
    asked = [path for path in site.asked if path.endswith((".html", ".xml"))]
    assert set(asked) <= {"/gone.html"}
    (run,) = answer_rows(crawled.home, f"from runs where run_id = '{again}'")
    assert (run["documents"], run["fetched"]) == (0, 0)
    assert run["unchanged"] >= 5
    assert answer_rows(crawled.home, claims) == before


def test_a_dry_run_says_what_would_be_fetched_and_why(
    crawled: Crawled, hedgerow: Callable[..., Any]
) -> None:
    words = ("--home", "fresh", "--json", "crawl", "--sources", crawled.catalogue, "--dry-run")
    ran = hedgerow(*words, "--only", "pages", cwd=crawled.folder)
    assert ran.code == 0, ran.err
    assert [row["due"] for row in ran.json["would_fetch"]] == [True, True]
    assert all(row["why"] for row in ran.json["would_fetch"])


@pytest.mark.parametrize(
    ("catalogue", "words", "complaint"),
    [
        (None, [], "no such catalogue"),
        ("[[source", [], "sources.toml"),
        (row("a", "telepathy", "http://127.0.0.1:9/"), [], "telepathy"),
        (row("a", "page", "http://127.0.0.1:9/"), ["--only", "b"], "no source 'b'; it has a"),
        (row("a", "page", "http://example.org/x"), [], "HEDGEROW_CONTACT"),
    ],
)
def test_a_mistake_stops_before_anything_starts(
    tmp_path: Path,
    hedgerow: Callable[..., Any],
    catalogue: str | None,
    words: list[str],
    complaint: str,
) -> None:
    if catalogue is not None:
        (tmp_path / "sources.toml").write_text(catalogue)
    ran = hedgerow("crawl", "--sources", "sources.toml", *words, cwd=tmp_path)
    assert ran.code == 2
    assert complaint in ran.complaint
    assert not (tmp_path / "hedgerow-data" / "warehouse.duckdb").exists()
