"""A record as the XML that the extractors read."""

from __future__ import annotations

from extractors.documents import read_document
from flows.sources.article_xml import ArticleRecord, article_xml


def test_a_record_keeps_sections_signs_and_retractions() -> None:
    record = ArticleRecord(
        title="IL-6 &amp; <i>mood</i>",
        abstract="<h4>Background</h4>Scores fell (p<0.05).<h4>Results: </h4>IL-6 was < 3 pg/mL.",
        pmid="5",
        doi="10.1/x",
        published="2026-03-04",
        publication_types=("Journal Article", "Retracted Publication"),
        corrections=(("RetractionIn", "77"),),
    )
    document = read_document(article_xml(record), id="x", content_type="application/xml")
    assert document.title == "IL-6 & mood"
    assert "Scores fell (p<0.05)." in document.text
    assert "IL-6 was < 3 pg/mL." in document.text
    assert document.retracted
    assert document.publication_types == ("Journal Article", "Retracted Publication")
    assert {region.kind for region in document.regions} >= {"background", "results"}
