from __future__ import annotations

import pytest

from extractors.documents import read_document
from extractors.errors import DocumentError
from extractors.model import Document

PROSE = (
    "Sleep is a matter of habit for most of the people who were asked, and the small trial at the "
    "invented clinic in Westmarch did not change that at all, said Ada Brook, who led it. "
)
URL = "https://news.example/2024/03/05/sleep.html"


def page(body: str, head: str = "<title>Sleep and mood | The Example</title>") -> bytes:
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


def article(*parts: str) -> str:
    return f"<article><h1>Sleep and mood</h1><p>{PROSE}</p>{''.join(parts)}<p>{PROSE}</p></article>"


def read(body: str, head: str = "<title>Sleep and mood | The Example</title>") -> Document:
    return read_document(page(body, head), id=URL)


def of_kind(document: Document, kind: str) -> list[str]:
    return [document.text[r.start : r.end] for r in document.regions if r.kind == kind]


def test_structure_becomes_regions() -> None:
    document = read(
        article(
            "<h2>What is new</h2>",
            f"<blockquote><p>{PROSE}</p></blockquote>",
            "<ul><li>first of the points made</li><li>second of the points made</li></ul>",
            "<table><tr><th>Arm</th><th>n</th></tr><tr><td>Drug</td><td>14</td></tr>"
            "<tr><td>Placebo</td><td>16</td></tr></table>",
        )
    )
    assert of_kind(document, "headline") == ["Sleep and mood"]
    assert document.text.startswith("Sleep and mood\n\nSleep is")
    assert of_kind(document, "subhead") == ["What is new"]
    assert of_kind(document, "quote") == [PROSE.strip()]
    assert of_kind(document, "list") == ["first of the points made", "second of the points made"]
    assert of_kind(document, "table") == ["Arm | n\nDrug | 14\nPlacebo | 16"]
    assert "1416" not in document.text


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Abstract</h2><h3>Background</h3><p>{0}</p><h3>Methods</h3><p>{0}</p>"
        "<h3>Results</h3><p>{0}</p><h3>Conclusions</h3><p>{0}</p>",
        "<h2>Abstract</h2><p>Background: {0}</p><p>Methods: {0}</p><p>Results: {0}</p>"
        "<p>Conclusions: {0}</p>",
        "<p>BACKGROUND: {0} METHODS: {0} RESULTS: {0} CONCLUSIONS: {0}</p>",
        "<h2>Abstract</h2><p><b>Background</b> – {0}<br><b>Methods</b> – {0}<br>"
        "<b>Results</b> – {0}<br><b>Conclusions</b> – {0}</p>",
    ],
)
def test_structured_abstracts(body: str) -> None:
    document = read(f"<article><h1>A trial of sleep and mood</h1>{body.format(PROSE)}</article>")
    kinds = [r.kind for r in document.regions if r.kind not in {"headline", "subhead"}]
    assert kinds == ["background", "methods", "results", "conclusion"]


def test_an_unnamed_section_ends_a_named_one() -> None:
    document = read(article("<h2>Results</h2>", f"<p>{PROSE}</p>", "<h2>My garden</h2>"))
    kinds = [region.kind for region in document.regions]
    assert kinds == ["headline", "body", "subhead", "results", "subhead", "body"]


def test_furniture_is_cut_and_counted() -> None:
    document = read(
        article(
            "<p>Advertisement</p>",
            "<p><a href='/other'>Ten facts about naps that you did not know</a></p>",
            "<p>Sign up for our newsletter</p>",
        )
    )
    assert "newsletter" not in document.text and "naps" not in document.text
    assert {cut.reason for cut in document.dropped} == {
        *("advertisement", "related_links", "newsletter"),
    }
    assert document.text.count(PROSE.strip()) >= 1


def test_an_article_parted_by_advertisements_is_joined() -> None:
    def part(n: int) -> str:
        return "<div class='chunk'>" + "".join(
            f"<p>Part {n}, paragraph {m}. {PROSE}</p>" for m in range(4)
        ) + "</div>"  # fmt: skip

    advert = "<aside class='ad'><p>Buy our pillow now, it is soft.</p></aside>"
    columns = "".join(f"<div class='row'>{part(n)}{advert}</div>" for n in range(4))
    document = read(f"<main><h1>Sleep and mood</h1>{columns}</main>")
    assert [n for n in range(4) if f"Part {n}, paragraph 3" not in document.text] == []
    assert "pillow" not in document.text


HEAD = """<title>Sleep and mood | The Example</title>
<meta property="og:site_name" content="The Example">
<meta property="article:modified_time" content="2024-03-06T10:00:00+02:00">
<meta name="citation_doi" content="https://doi.org/10.5555/ABC.1">
<meta name="citation_pmid" content="12345">
<meta name="robots" content="index, NOARCHIVE">
<link rel="canonical" href="/2024/03/05/sleep">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">"""
JSON_LD = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
{"@type":"Person","@id":"#ada","name":"Ada Brook"},
{"@type":["NewsArticle"],"headline":"Sleep and mood","author":{"@id":"#ada"},
"datePublished":"2024-03-05T23:30:00-05:00"}]}</script>"""


def test_metadata_with_provenance() -> None:
    document = read(article(), HEAD + JSON_LD)
    assert document.title == "Sleep and mood"
    assert document.author == "Ada Brook"
    assert document.site == "The Example"
    assert document.published_at == "2024-03-06T04:30:00Z", "times become UTC"
    assert (document.published_precision, document.published_from) == ("second", "json-ld")
    assert document.modified_at == "2024-03-06T08:00:00Z"
    assert document.canonical_url == "https://news.example/2024/03/05/sleep"
    assert (document.doi, document.pmid) == ("10.5555/abc.1", "12345")
    assert document.robots == ("index", "noarchive")
    assert document.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert document.language == "en"


@pytest.mark.parametrize(
    ("head", "at", "precision", "source"),
    [
        ('<meta name="citation_publication_date" content="2023/11">', "2023-11", "month", "meta"),
        ('<meta name="dc.date" content="2022">', "2022", "year", "meta"),
        (
            '<meta property="article:published_time" content="3 May 2021">',
            "2021-05-03",
            "day",
            "meta",
        ),
        ("", "2024-03-05", "day", "url"),
    ],
)
def test_dates_are_as_precise_as_the_page(head: str, at: str, precision: str, source: str) -> None:
    document = read(article(), f"<title>Sleep and mood</title>{head}")
    found = (document.published_at, document.published_precision, document.published_from)
    assert found == (at, precision, source)


def test_a_time_element_and_a_date_in_the_text() -> None:
    timed = page(article("<time pubdate datetime='2020-02-02'>then</time>"))
    document = read_document(timed, id="https://news.example/a")
    assert (document.published_at, document.published_from) == ("2020-02-02", "time-element")
    said = page("<p class='date'>Published: 4 July 2019</p>" + article())
    document = read_document(said, id="https://news.example/a")
    assert (document.published_at, document.published_from) == ("2019-07-04", "text")


@pytest.mark.parametrize(
    ("canonical", "kept"),
    [
        ("https://www.news.example/other", "https://www.news.example/other"),
        ("https://elsewhere.test/x", None),
        ("https://news.example/", None),
        ("javascript:alert(1)", None),
        ("http://[broken", None),
    ],
)
def test_only_a_canonical_url_of_its_own_site_counts(canonical: str, kept: str | None) -> None:
    document = read(article(), f"<title>Sleep</title><link rel='canonical' href='{canonical}'>")
    assert document.canonical_url == kept


def test_a_logo_in_h1_is_not_the_title() -> None:
    head = "<title>Sleep and mood in winter</title><meta property='og:title' content='Sleep and mood in winter'>"  # noqa: E501
    document = read(f"<h1>Big Daily Example</h1><article><p>{PROSE * 4}</p></article>", head)
    assert document.title == "Sleep and mood in winter"


def test_ids_named_in_the_page() -> None:
    document = read(
        article(
            "<p>The trial (nct01234567) is in "
            "<a href='https://doi.org/10.5555/xyz.2?utm=1'>a journal of some standing</a>, and it "
            "was said so by many people in the town at that time.</p>"
        )
    )
    assert document.registry_ids == ("NCT01234567",)
    assert document.doi == "10.5555/xyz.2"
    assert document.links == 1


def test_broken_json_ld_does_no_harm() -> None:
    broken = '<script type="application/ld+json">{"@graph": [{"@type": }</script>'
    assert read(article(), f"<title>Sleep and mood</title>{broken}").title == "Sleep and mood"


VERDICTS = {
    "article": article(f"<p>{PROSE * 3}</p>"),
    "too_short": "<article><h1>Sleep</h1><p>Soon more about sleep.</p></article>",
    "soft_404": "<h1>Page not found</h1><p>The page you are looking for could not be found.</p>",
    "cookie_wall": "<div><p>We and our 812 partners store personal data on a device. Accept all "
    "or reject all. See our cookie policy for what we do with your data here.</p></div>",
    "paywall": f"<article><h1>Sleep and mood</h1><p>{PROSE}</p>"
    "<p>Subscribe to continue reading this story. Already a subscriber? Log in.</p></article>",
    "list_page": "<main>"
    + "".join(
        f"<div><h2><a href='/{n}'>Story number {n} of the day</a></h2>"
        f"<p>A teaser of story {n} that says little about it ...</p></div>"
        for n in range(25)
    )
    + "</main>",
    "non_english": "<article><h1>Schlaf und Stimmung</h1><p>"
    + "Der Schlaf ist für die meisten Menschen eine Frage der Gewohnheit, und daran hat auch die "
    "kleine Studie nichts geändert, sagte die Leiterin der Klinik am Montag. "
    * 4
    + "</p></article>",
}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_verdicts(verdict: str) -> None:
    head = "<title>Page not found</title>" if verdict == "soft_404" else "<title>Sleep</title>"
    document = read(VERDICTS[verdict], head)
    assert document.verdict == verdict, document.verdict_reason
    assert bool(document.verdict_reason) == (verdict != "article")


def test_a_declared_body_that_disagrees() -> None:
    other = " ".join(f"word{n}" for n in range(300))
    script = (
        f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{other}"}}</script>'
    )
    document = read(article(f"<p>{PROSE * 3}</p>"), f"<title>Sleep</title>{script}")
    assert document.verdict == "engine_disagreement"


def test_pages_without_markup_or_too_large_are_refused() -> None:
    with pytest.raises(DocumentError, match="unreadable_page"):
        read_document(b"no markup here", id=URL, kind="html")
    with pytest.raises(DocumentError, match="too_large"):
        read_document(b"<p>" + b"x" * (21 * 1024 * 1024), id=URL, kind="html")


def test_a_fragment_is_read_as_a_page() -> None:
    document = read_document(f"<p>{PROSE}</p>".encode(), id=URL, kind="html")
    assert document.text == PROSE.strip()
    assert document.verdict == "too_short"


def test_names_in_json_ld_keep_their_ampersand() -> None:
    script = '{"@type":"NewsArticle","headline":"x","publisher":{"name":"Brook & Sons"}}'
    head = f"<title>x</title><script type='application/ld+json'>{script}</script>"
    assert read(article(), head).site == "Brook & Sons"


def test_words_of_scripts_and_pictures_are_no_text() -> None:
    silent = "<script>var naps = 1;</script><svg><title>An icon</title></svg><style>p {}</style>"
    document = read(article(silent), f"{silent}<title>Sleep and mood</title>")
    assert document.title == "Sleep and mood"
    assert not any(word in document.text for word in ("naps", "icon", "{}"))


def test_a_reference_that_is_all_link_is_kept() -> None:
    document = read(
        article(
            f"<p>{PROSE}</p>",
            "<p><a href='https://doi.example/1'>[1] Brook A. Sleep in Westmarch, 2019</a></p>",
        )
    )
    assert "[1] Brook A." in document.text


def test_a_handle_is_a_site_s_name_only_for_want_of_another() -> None:
    handle = "<title>x</title><meta property='og:site_name' content='@example'>"
    named = '<script type=\'application/ld+json\'>{"@type":"Article","publisher":"The Example"}'
    assert read(article(), handle).site == "@example"
    assert read(article(), f"{handle}{named}</script>").site == "The Example"
