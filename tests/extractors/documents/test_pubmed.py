from __future__ import annotations

from pathlib import Path

import pytest

from extractors.documents import read_document, read_documents
from extractors.errors import DocumentError
from extractors.model import Document

ARTICLE = """
<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>2024</Year><Month>02</Month><Day>03</Day></DateRevised>
<Article><Journal><Title>Journal of Invented Trials</Title><JournalIssue>
<PubDate><Year>2023</Year><Month>Nov</Month></PubDate></JournalIssue></Journal>
<ArticleTitle>Invented<i>mab</i> and IFN-γ<sup>+</sup> cells:
10<sup>9</sup>/L after CO<sub>2</sub>.</ArticleTitle>
<ELocationID EIdType="doi">10.5555/Made.Up</ELocationID>
<Abstract>
<AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Mood is low.</AbstractText>
<AbstractText Label="PATIENTS AND METHODS" NlmCategory="METHODS">
We gave it to 40 adults.</AbstractText>
<AbstractText Label="RESULTS" NlmCategory="RESULTS">Scores fell (p&lt;0.05).</AbstractText>
<AbstractText Label="WHAT THIS MEANS" NlmCategory="CONCLUSIONS">It may help.</AbstractText>
<AbstractText Label="TRIAL REGISTRATION" NlmCategory="UNASSIGNED">nct01234567.</AbstractText>
</Abstract>
<AuthorList><Author><LastName>Doe</LastName><ForeName>Jo</ForeName></Author>
<Author><CollectiveName>Made-up Group</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType>Randomized Controlled Trial</PublicationType>
</PublicationTypeList>
<ArticleDate DateType="Electronic"><Year>2023</Year><Month>10</Month><Day>05</Day></ArticleDate>
</Article>
<CommentsCorrectionsList>{notices}
<CommentsCorrections RefType="Cites"><PMID>1</PMID></CommentsCorrections>
</CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName>Depression</DescriptorName></MeshHeading>
</MeshHeadingList>
<CoiStatement>Jo Doe was paid by Invented Inc.</CoiStatement>
</MedlineCitation></PubmedArticle>"""
RETRACTION = '<CommentsCorrections RefType="RetractionIn"><PMID>99</PMID></CommentsCorrections>'


def payload(*articles: str) -> bytes:
    return ("<PubmedArticleSet>" + "".join(articles) + "</PubmedArticleSet>").encode()


def one(notices: str = "") -> Document:
    return read_document(payload(ARTICLE.format(pmid="123", notices=notices)), id="p.xml")


def test_labelled_parts_of_the_abstract() -> None:
    document = one()
    parts = [(r.kind, r.label, document.text[r.start : r.end]) for r in document.regions[1:6]]
    assert parts == [
        ("background", "BACKGROUND", "Mood is low."),
        ("methods", "PATIENTS AND METHODS", "We gave it to 40 adults."),
        ("results", "RESULTS", "Scores fell (p<0.05)."),
        ("conclusion", "WHAT THIS MEANS", "It may help."),
        ("abstract", "TRIAL REGISTRATION", "nct01234567."),
    ]


def test_inline_tags_neither_cut_the_title_nor_fuse_numbers() -> None:
    assert one().title == "Inventedmab and IFN-γ+ cells: 10^9/L after CO2."


def test_metadata() -> None:
    document = one()
    assert (document.pmid, document.doi) == ("123", "10.5555/made.up")
    assert document.published_at == "2023-10-05"
    assert (document.published_precision, document.published_from) == ("day", "api")
    assert document.modified_at == "2024-02-03"
    assert document.author == "Jo Doe, Made-up Group"
    assert document.site == "Journal of Invented Trials"
    assert document.publication_types == ("Randomized Controlled Trial",)
    assert document.subjects == ("Depression",)
    assert document.registry_ids == ("NCT01234567",)
    assert document.notices == () and not document.retracted
    assert document.text.endswith("Jo Doe was paid by Invented Inc.")


def test_a_retraction_is_seen() -> None:
    document = one(RETRACTION)
    assert document.retracted
    assert document.notices == ("RetractionIn PMID:99",)


@pytest.mark.parametrize(
    ("kind", "retracted"),
    [
        ("RetractedandRepublishedIn", True),
        ("ErratumFor", False),
        ("ErratumIn", False),
        ("UpdateOf", False),
        ("ExpressionOfConcernFor", False),
    ],
)
def test_every_kind_of_correction_is_kept(kind: str, retracted: bool) -> None:
    document = one(RETRACTION.replace("RetractionIn", kind))
    assert document.notices == (f"{kind} PMID:99",)
    assert document.retracted is retracted


def test_an_index_on_a_line_of_its_own_stays_with_its_word() -> None:
    article = ARTICLE.format(pmid="5", notices="").replace(
        "Mood is low.", "A β\n\t\t<sub>2</sub>-agonist and 10\n\t<sup>9</sup> cells."
    )
    document = read_document(payload(article), id="x")
    assert "A β2-agonist and 10^9 cells." in document.text


def test_a_set_gives_each_article_its_own_id() -> None:
    articles = [ARTICLE.format(pmid=pmid, notices="") for pmid in ("7", "8")]
    documents = read_documents(payload(*articles), id="set.xml")
    assert [document.id for document in documents] == ["set.xml#7", "set.xml#8"]
    with pytest.raises(DocumentError, match="several_articles"):
        read_document(payload(*articles), id="set.xml")


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"<PubmedArticleSet/>", "no_article"), (b"<PubmedArticleSet><Pub", "no_article")],
)
def test_an_empty_or_broken_set_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(body, id="x", kind="pubmed")
    assert caught.value.reason == reason


def test_entities_are_never_expanded() -> None:
    bomb = b"""<!DOCTYPE x [<!ENTITY a "boom boom"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM
    "file:///etc/passwd">]>"""
    article = ARTICLE.format(pmid="5", notices="").replace("Mood is low.", "Mood &b; &c; is low.")
    document = read_document(bomb + payload(article), id="x", kind="pubmed")
    assert "boom" not in document.text and "root:" not in document.text


@pytest.mark.data
def test_every_recorded_answer_is_read(data: Path) -> None:
    files = sorted((data / "api" / "pubmed").glob("*.xml"))
    assert len(files) >= 60
    for path in files:
        for document in read_documents(path.read_bytes(), id=path.name):
            assert document.title and document.pmid and document.published_at
            assert "\ufffd" not in document.text
            ends = [region.end for region in document.regions]
            starts = [region.start for region in document.regions]
            assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
            assert all(document.text[r.start : r.end].strip() for r in document.regions)
