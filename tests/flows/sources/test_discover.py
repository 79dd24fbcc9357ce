"""Pages, feeds, sitemaps and files: what each row of a catalogue asks for."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching import Fetcher, Response, Target
from flows.sources import discover
from flows.sources.sitemaps import sitemap_entries
from tests.flows.chaos import Answer, Site, article
from tests.flows.conftest import START, Bench

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{items}</channel></rss>'
ITEM = (
    "<item><title>Story {n}</title><link>{site}/story/{n}#top</link>"
    "<pubDate>Mon, 21 Sep 2026 08:00:0{n} GMT</pubDate></item>"
)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>
<entry><title>One</title><link rel="alternate" href="/one"/><updated>2026-09-20T01:02:03Z</updated>
</entry></feed>"""


def found(bench: Bench, source: Source) -> tuple[list[Target], str | None]:
    """The targets of one crawl, and the reason that came last, if any."""

    async def work(fetcher: Fetcher) -> tuple[list[Target], str | None]:
        targets: list[Target] = []
        try:
            async for target in discover(source, fetcher):
                targets.append(target)
        except FetchError as error:
            return targets, error.detail
        return targets, None

    return bench.crawl(work)


def rss(site: Site, numbers: range) -> str:
    return RSS.format(items="".join(ITEM.format(n=n, site=site.url) for n in numbers))


def feed(bench: Bench, *urls: str) -> Source:
    return replace(bench.source(*urls), adapter="feed")


def sitemap(bench: Bench, *urls: str, days: int | None = None) -> Source:
    return replace(bench.source(*urls), adapter="sitemap", days=days)


# --- pages --------------------------------------------------------------------------------------


def test_pages_are_the_urls_without_their_fragments(bench: Bench) -> None:
    source = bench.source("http://127.0.0.1/a#b", "http://127.0.0.1/c")
    targets, reason = found(bench, source)
    assert [target.url for target in targets] == ["http://127.0.0.1/a", "http://127.0.0.1/c"]
    assert reason is None


def test_the_limit_counts_only_what_is_due(bench: Bench, site: Site) -> None:
    urls = [site.page(f"/{n}", article(n)) for n in range(6)]
    bench.fetch(*urls[:3])
    targets, _ = found(bench, replace(bench.source(*urls), max_documents=2))
    assert [target.url for target in targets] == urls[:5]


# --- feeds --------------------------------------------------------------------------------------


def test_an_rss_feed_gives_links_titles_and_dates(bench: Bench, site: Site) -> None:
    url = site.page("/feed", rss(site, range(2)), Content_Type="application/rss+xml")
    targets, reason = found(bench, feed(bench, url, url))
    assert reason is None
    assert [(t.url, t.title, t.published_at) for t in targets] == [
        (f"{site.url}/story/0", "Story 0", "2026-09-21T08:00:00Z"),
        (f"{site.url}/story/1", "Story 1", "2026-09-21T08:00:01Z"),
    ]


def test_an_atom_feed_with_relative_links(bench: Bench, site: Site) -> None:
    url = site.page("/atom", ATOM, Content_Type="application/atom+xml")
    ((target,), reason) = found(bench, feed(bench, url))
    assert (target.url, target.title, reason) == (site.url + "/one", "One", None)


def test_a_feed_is_found_from_the_page_that_names_it(bench: Bench, site: Site) -> None:
    site.page("/feed.xml", rss(site, range(1)), Content_Type="application/rss+xml")
    link = '<link rel="alternate" type="application/rss+xml" href="feed.xml">'
    url = site.page("/home", f"<!doctype html><html><head>{link}</head><body>hello</body></html>")
    assert [target.url for target in found(bench, feed(bench, url))[0]] == [f"{site.url}/story/0"]


def test_a_feed_served_as_html_is_still_a_feed(bench: Bench, site: Site) -> None:
    url = site.page("/feed", rss(site, range(1)).partition("?>")[2])
    assert len(found(bench, feed(bench, url))[0]) == 1


def test_a_feed_that_is_not_well_formed_gives_what_it_has(bench: Bench, site: Site) -> None:
    broken = rss(site, range(3)).replace("<title>Story 1", "<title>Story & <b>1")[:-40]
    url = site.page("/feed", broken, Content_Type="application/rss+xml")
    targets, reason = found(bench, feed(bench, url))
    assert [target.url[-1] for target in targets][:2] == ["0", "1"]
    assert reason is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b"no feed at all", headers={"Content-Type": "text/plain"}), "no feed"),
        (Answer(b"<html><body>hi</body></html>"), "a web page that names no feed"),
        (Answer(b"", 404), "failed: HTTP 404 Not Found"),
        (Answer(b"<rss", headers={"Content-Type": "text/xml"}), "no feed"),
    ],
)
def test_a_feed_that_fails_is_named_after_the_others(
    bench: Bench, site: Site, answer: Answer, words: str
) -> None:
    site.routes["/bad"] = answer
    good = site.page("/good", rss(site, range(2)), Content_Type="application/rss+xml")
    targets, reason = found(bench, feed(bench, site.url + "/bad", good))
    assert len(targets) == 2
    assert reason and reason.startswith(f"{site.url}/bad: ")
    assert words in reason


def test_a_quiet_feed_is_asked_less_and_its_entries_stay(bench: Bench, site: Site) -> None:
    source = feed(bench, site.page("/feed", rss(site, range(2)), ETag='"x"'))
    asked = []
    for hour in range(100):
        bench.clock.now = START + hour * 3600
        before = site.paths()["/feed"]
        assert len(found(bench, source)[0]) == 2
        if site.paths()["/feed"] > before:
            asked.append(hour)
    assert asked == [0, 6, 15, 29, 50, 81]


# --- sitemaps -----------------------------------------------------------------------------------


def urlset(*pages: tuple[str, str]) -> str:
    rows = "".join(f"<url><loc>{url}</loc><lastmod>{day}</lastmod></url>" for url, day in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def index(*maps: str) -> str:
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in maps)
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    )


def test_an_index_leads_to_its_sitemaps_gzip_too(bench: Bench, site: Site) -> None:
    one = site.page("/1.xml", urlset((f"{site.url}/a", "2026-09-20"), ("/b", "2020-01-01")))
    packed = gzip.compress(urlset((f"{site.url}/c", "2026-09-20"), ("/b", "")).encode())
    two = site.page("/2.xml.gz", packed, Content_Type="application/gzip")
    top = site.page("/index.xml", index(one, two))
    targets, reason = found(bench, sitemap(bench, top))
    assert ([t.url[-2:] for t in targets], reason) == (["/a", "/b", "/c"], None)
    targets, _ = found(bench, sitemap(bench, top, days=7))
    assert [target.url[-2:] for target in targets] == ["/a", "/c", "/b"]


def test_a_news_sitemap_gives_title_and_date(bench: Bench, site: Site) -> None:
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n"><url>'
        "<loc>/n</loc><news:news><news:publication><news:name>P</news:name></news:publication>"
        "<news:publication_date>2026-09-21T06:00:00+02:00</news:publication_date>"
        "<news:title>Hope &amp; hype</news:title></news:news></url></urlset>"
    )
    ((target,), _) = found(bench, sitemap(bench, site.page("/news.xml", news), days=2))
    assert (target.title, target.published_at) == ("Hope & hype", "2026-09-21T06:00:00+02:00")


def test_a_front_page_stands_for_the_sitemaps_of_its_robots(bench: Bench, site: Site) -> None:
    site.page("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {site.url}/mine.xml")
    site.page("/mine.xml", urlset(("/a", "")))
    assert [t.url for t in found(bench, sitemap(bench, site.url + "/"))[0]] == [site.url + "/a"]


def test_sitemaps_that_name_each_other_end(bench: Bench, site: Site) -> None:
    one, two = site.url + "/1.xml", site.url + "/2.xml"
    site.page("/1.xml", index(two))
    site.page("/2.xml", index(one))
    assert found(bench, sitemap(bench, one)) == ([], None)


def test_sitemaps_nested_without_end_are_cut_off_aloud(bench: Bench, site: Site) -> None:
    for depth in range(9):
        site.page(f"/{depth}.xml", index(f"{site.url}/{depth + 1}.xml"))
    targets, reason = found(bench, sitemap(bench, site.url + "/0.xml"))
    assert targets == []
    assert reason == f"{site.url}/3.xml: sitemaps nested deeper than 3"


@pytest.mark.parametrize("body", ["<html><body>404</body></html>", "<urlset><url><loc>", "<"])
def test_what_is_no_sitemap_says_so_or_is_empty(bench: Bench, site: Site, body: str) -> None:
    targets, reason = found(bench, sitemap(bench, site.page("/x.xml", body)))
    assert targets == []
    assert reason is None or "no sitemap" in reason


def test_a_plain_list_of_urls_is_a_sitemap() -> None:
    entries = sitemap_entries(b"https://a.test/1\nhttps://a.test/2\n", "https://a.test/")
    assert [entry.url for entry in entries] == ["https://a.test/1", "https://a.test/2"]


def test_an_entity_is_not_expanded() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    evil = entity + b"<urlset><url><loc>/&e;</loc></url></urlset>"
    assert all("root:" not in entry.url for entry in sitemap_entries(evil, "https://a.test/"))


# --- files --------------------------------------------------------------------------------------


def test_files_globs_and_folders_start_at_the_catalogue(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("a.txt", "deep/b.html", "deep/er/c.nxml", "deep/d.bin", "odd[1].txt"):
        (tmp_path / name).write_text(f"words of {name}", "utf-8")
    asked = ("a.txt", "deep/**/*.*ml", "deep", "odd[1].txt", "none.txt", "none/*.txt")
    source = Source("mine", adapter="files", urls=asked, folder=tmp_path)
    responses: list[Response] = []

    async def work(fetcher: Fetcher) -> None:
        async for target in discover(source, fetcher):
            responses.append(await fetcher.fetch(target, source))

    bench.crawl(work)
    names = [(r.url.rpartition("/")[2], r.outcome, r.content_type) for r in responses]
    assert names == [
        ("a.txt", "fetched", "text/plain"),
        ("b.html", "fetched", "text/html"),
        ("c.nxml", "fetched", "application/jats+xml"),
        ("odd%5B1%5D.txt", "fetched", "text/plain"),
        ("none.txt", "failed", ""),
        ("%2A.txt", "failed", ""),
    ]
    assert responses[4].reason == f"no such file: {tmp_path / 'none.txt'}"


ODD = "my articles [old] 100%"


@pytest.mark.parametrize(
    "asked",
    [
        "{folder}/a b.txt",
        "{folder}/*.txt",
        "{folder}",
        "file://{root}/{quoted}/a%20b.txt",
        "file://localhost{root}/{quoted}/*.txt",
        "FILE:{root}/{quoted}",
        "{quoted}/a%20b.txt",
        "{root}/{quoted}/a%20b.txt",
    ],
)
def test_files_have_spaces_and_brackets_in_their_names(
    bench: Bench, tmp_path: Path, asked: str
) -> None:
    (tmp_path / ODD).mkdir()
    (tmp_path / ODD / "a b.txt").write_text("words", "utf-8")
    url = asked.format(folder=ODD, root=tmp_path, quoted=quote(ODD))
    source = Source("mine", adapter="files", urls=(url,), folder=tmp_path)

    async def work(fetcher: Fetcher) -> list[Response]:
        found = [target async for target in discover(source, fetcher)]
        return [await fetcher.fetch(target, source) for target in found]

    (response,) = bench.crawl(work)
    assert (response.outcome, response.body) == ("fetched", b"words")
    assert response.url == (tmp_path / ODD / "a b.txt").as_uri()
