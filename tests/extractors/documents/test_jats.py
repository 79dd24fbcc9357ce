from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from lxml import etree

from extractors.documents import read_document, read_documents
from extractors.errors import DocumentError
from extractors.model import Document

ARTICLE = """<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN" "JATS.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article" xml:lang="en">
<front><journal-meta><journal-title-group><journal-title>Invented Letters</journal-title>
</journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="pmid">4242</article-id>
<article-id pub-id-type="doi">10.5555/jats.1</article-id>
<article-categories><subj-group><subject>Psychiatry</subject></subj-group></article-categories>
<title-group><article-title>Inventedmab in low mood<xref ref-type="fn" rid="f1"><sup>*</sup></xref>
</article-title><subtitle>a trial</subtitle></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Doe</surname>
<given-names>Jo</given-names></name><email>jo@invented.example</email></contrib></contrib-group>
<pub-date pub-type="ppub"><month>12</month><year>2020</year></pub-date>
<pub-date pub-type="epub"><day>7</day><month>11</month><year>2020</year></pub-date>
<permissions><license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Open.
</license-p></license></permissions>
<abstract><sec><title>Background</title><p>Mood is low.</p></sec>
<sec><title>Findings</title><p>Scores fell by 3·2 points.</p></sec>
<sec><title>Interpretation</title><p>It may help.</p></sec></abstract>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
<kwd-group><kwd>depression</kwd></kwd-group>
<funding-group><funding-statement>Paid by Invented Inc.</funding-statement></funding-group>
</article-meta></front>
<body>
<sec sec-type="intro"><title>1. Introduction</title>
<p>Known<sup><xref ref-type="bibr" rid="r1">1</xref>,
<xref ref-type="bibr" rid="r2">2</xref></sup> facts
[<xref ref-type="bibr" rid="r1">1</xref>].</p></sec>
<sec><title>Methods</title><sec><title>Patients</title>
<p>We took 10<sup>6</sup> cells (NCT01234567).

<list list-type="bullet"><list-item><p>adults</p></list-item>
<list-item><p>not pregnant</p></list-item></list></p>
<table-wrap id="t1"><label>Table 1</label><caption><p>Who took part</p></caption>
<table><thead><tr><th/><th>Drug</th><th>Placebo</th></tr></thead>
<tbody><tr>
<td>Age</td><td>41</td><td>39</td></tr>
<tr><td>Women</td><td>12</td><td>1</td></tr></tbody></table>
<table-wrap-foot><fn id="f2"><p>Age in years.</p></fn></table-wrap-foot>
</table-wrap></sec></sec>
<sec sec-type="conclusions"><title>Discussion</title><p>We saw a fall.</p>
<disp-quote><p>It felt better.</p></disp-quote></sec>
</body>
<back><ack><p>We thank no one.</p></ack>
<fn-group><fn fn-type="conflict"><p>Jo Doe owns Invented Inc.</p></fn></fn-group>
<ref-list><title>References</title><ref id="r1"><label>1</label><element-citation>
<person-group><name><surname>Roe</surname><given-names>A</given-names></name></person-group>
<article-title>NCT99999999 reconsidered</article-title><year>2001</year></element-citation></ref>
</ref-list>
</back></article>"""


@pytest.fixture(scope="module")
def article() -> Document:
    return read_document(ARTICLE.encode(), id="a.nxml")


def of_kind(document: Document, kind: str) -> list[str]:
    return [document.text[r.start : r.end] for r in document.regions if r.kind == kind]


def test_sections_keep_their_kind_and_label(article: Document) -> None:
    labelled = [
        (r.kind, r.label, article.text[r.start : r.end])
        for r in article.regions
        if r.kind in {"background", "methods", "results", "conclusion"}
    ]
    assert labelled == [
        ("background", "Background", "Mood is low."),
        ("results", "Findings", "Scores fell by 3·2 points."),
        ("conclusion", "Interpretation", "It may help."),
        ("background", "1. Introduction", "Known facts [1]."),
        ("methods", "Patients", "We took 10^6 cells (NCT01234567)."),
    ]
    assert of_kind(article, "headline") == ["Inventedmab in low mood: a trial"]
    assert "We saw a fall." in of_kind(article, "body")


def test_table_cells_never_fuse(article: Document) -> None:
    (table,) = of_kind(article, "table")
    assert table == "|  | Drug | Placebo\nAge | 41 | 39\nWomen | 12 | 1".removeprefix("|  ")
    assert "4139" not in article.text and "121" not in article.text
    assert of_kind(article, "caption") == ["Table 1. Who took part", "Age in years."]


def test_lists_quotes_and_references_stand_apart(article: Document) -> None:
    assert of_kind(article, "list") == ["adults", "not pregnant"]
    assert of_kind(article, "quote") == ["It felt better."]
    assert of_kind(article, "references") == ["References", "Roe A NCT99999999 reconsidered 2001"]


def read_with(words: str, instead: str) -> Document:
    assert words in ARTICLE
    return read_document(ARTICLE.replace(words, instead).encode(), id="a.nxml")


def test_a_note_to_a_paragraph_follows_it_and_its_mark_is_gone() -> None:
    note = """<p>We saw a fall.<xref ref-type="fn" rid="f9">4</xref><fn id="f9"><label>4</label>
<p>Not in the women.</p></fn> It was small.</p>"""
    document = read_with("<p>We saw a fall.</p>", note)
    assert of_kind(document, "body")[:2] == ["We saw a fall. It was small.", "Not in the women."]


def test_a_note_to_a_table_is_told_once() -> None:
    table = ARTICLE[ARTICLE.index("<table-wrap id") : ARTICLE.index("</sec></sec>")]
    document = read_with(table, f"<p>See here. {table}</p>")
    assert document.text.count("Age in years.") == 1
    assert of_kind(document, "caption") == ["Table 1. Who took part", "Age in years."]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("SSRI<sup>a</sup>", "SSRI"),
        ("BDI-II<sup>b, c</sup>", "BDI-II"),
        ('41<xref ref-type="table-fn" rid="f2">*</xref>', "41"),
        ('41<xref ref-type="table-fn" rid="f2"><sup>a</sup></xref>', "41"),
        ("CD4<sup>+</sup>", "CD4+"),
        ("CFSE<sup>hi</sup>", "CFSEhi"),
        ("10<sup>9</sup>", "10^9"),
    ],
)
def test_a_raised_letter_of_a_cell_is_no_part_of_its_word(cell: str, words: str) -> None:
    (table,) = of_kind(read_with("<td>41</td>", f"<td>{cell}</td>"), "table")
    assert table.split("\n")[1] == f"Age | {words} | 39"


def test_the_parts_of_a_reference_never_fuse() -> None:
    citation = """<mixed-citation><person-group><name><surname>Roe</surname><given-names>A.
</given-names></name></person-group> (2001). Sleep, 3, 419. doi:10.5555/x.419<pub-id
pub-id-type="pmid">11179166</pub-id></mixed-citation>"""
    element = ARTICLE[ARTICLE.index("<element-citation>") : ARTICLE.index("</ref>\n")]
    reference = of_kind(read_with(element, citation), "references")[1]
    assert reference == "Roe A. (2001). Sleep, 3, 419. doi:10.5555/x.419 11179166"


def test_metadata(article: Document) -> None:
    assert (article.doi, article.pmid) == ("10.5555/jats.1", "4242")
    assert (article.published_at, article.published_precision) == ("2020-11-07", "day")
    assert article.registry_ids == ("NCT01234567",), "a cited trial is not the paper's own"
    assert article.author == "Jo Doe"
    assert article.publication_types == ("research-article", "Psychiatry")
    assert article.subjects == ("depression",)
    assert article.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert "jo@invented.example" not in repr(article)


def test_funding_and_conflicts_can_be_read(article: Document) -> None:
    said = {r.label: article.text[r.start : r.end] for r in article.regions if r.kind == "body"}
    assert said["Funding"] == "Paid by Invented Inc."
    assert said["Competing interests"] == "Jo Doe owns Invented Inc."


def test_a_retracted_article_says_so() -> None:
    marked = ARTICLE.replace("Inventedmab in low mood<", "RETRACTED: Inventedmab in low mood<")
    assert read_document(marked.encode(), id="r").retracted
    assert not read_document(ARTICLE.encode(), id="r").retracted


def test_no_article_is_refused() -> None:
    with pytest.raises(DocumentError, match="no_article"):
        read_document(b"<pmc-articleset><error/></pmc-articleset>", id="x")


@pytest.mark.data
def test_every_shared_article_is_read(data: Path) -> None:
    files = [*sorted((data / "jats").glob("*.gz")), *sorted((data / "api" / "jats").glob("*.nxml"))]
    assert len(files) == 63
    unread: dict[str, list[str]] = {}
    for path in files:
        raw = path.read_bytes()
        (document,) = read_documents(gzip.decompress(raw) if path.suffix == ".gz" else raw, id="x")
        kinds = {region.kind for region in document.regions}
        missing = {"headline", "references"} - kinds
        if not kinds & {"abstract", "background", "results"}:
            missing.add("abstract")
        if missing or not document.title or not document.published_at or "\ufffd" in document.text:
            unread[path.name] = sorted(missing)
        starts = [region.start for region in document.regions]
        assert starts == sorted(starts)
    assert unread == {}


def bare(words: str) -> str:
    return re.sub(r"\W+", "", words.lower())


@pytest.mark.data
def test_every_table_reference_and_paragraph_of_the_shared_articles_is_there(data: Path) -> None:
    """Told by lxml alone, so that a mistake of the reader is not made twice."""
    missing: dict[str, list[str]] = {}
    for path in sorted((data / "jats").glob("*.gz")):
        raw = gzip.decompress(path.read_bytes())
        document = read_document(raw, id=path.name, kind="jats")
        tree = etree.fromstring(raw, etree.XMLParser(load_dtd=False, no_network=True))
        text = bare(document.text)
        paragraphs = tree.xpath(
            "//abstract[not(@abstract-type)]//p | //body//p[not(ancestor::supplementary-material)]"
            " | //ack//p | //funding-statement"
        )
        starts = (bare(paragraph.text or "")[:50] for paragraph in paragraphs)
        lost = [start for start in starts if start not in text]
        for kind, path_in_source in (("table", "//table-wrap//table"), ("references", "//ref")):
            heads = len(tree.xpath("//ref-list")) if kind == "references" else 0
            found, wanted = len(of_kind(document, kind)) - heads, len(tree.xpath(path_in_source))
            lost += [f"{found} of {wanted} {kind}"] * (found != wanted)
        if lost:
            missing[path.name] = lost
    assert missing == {}
