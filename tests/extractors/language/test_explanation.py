"""Explanations: every sentence with its tree, every claim and flag with its rule and reasons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extractors.documents import read_text
from extractors.language.annotate import annotate
from extractors.language.explanation import (
    ExplainedSentence,
    Explanation,
    Ground,
    explain,
    quantity_in_words,
)
from extractors.model import Document, Quantity, Region

TEXT = (
    "A groundbreaking pilot trial of 30 adults found that tocilizumab may reduce pain.\n\n"
    "It did not improve sleep. More trials are needed. Does tocilizumab reduce pain? "
    "The idea of using tocilizumab to treat depression is not new."
)


@pytest.fixture(scope="module")
def explained() -> Explanation:
    return explain(read_text(TEXT, id="post"))


def grounds(explanation: Explanation, kind: str) -> Iterator[Ground]:
    return (g for s in explanation.sentences for g in s.grounds if g.kind == kind)


def test_every_sentence_has_its_words_where_the_text_has_them(explained: Explanation) -> None:
    assert [s.text for s in explained.sentences] == [
        TEXT[s.sentence.start : s.sentence.end] for s in explained.sentences
    ]
    for sentence in explained.sentences:
        assert all(TEXT[word.start : word.end] == word.text for word in sentence.words)
        assert sum(word.head == index for index, word in enumerate(sentence.words)) == 1


def test_a_tree_is_made_also_where_no_claim_can_stand(explained: Explanation) -> None:
    sleep: ExplainedSentence = explained.sentences[1]
    assert [word.text for word in sleep.words] == ["It", "did", "not", "improve", "sleep", "."]
    assert [(cue.kind, cue.surface) for cue in sleep.cues] == [("negation", "not")]
    assert [ground.kind for ground in sleep.grounds] == ["caveat"]


def test_a_claim_tells_its_rule_its_trigger_and_what_governs_it(explained: Explanation) -> None:
    claim = next(grounds(explained, "claim"))
    assert (claim.told, claim.surface) == ("tocilizumab affects pain", "reduce")
    assert (claim.rule_id, TEXT[claim.start : claim.end]) == ("claim.reduce", "reduce")
    reasons = "\n".join(claim.reasons)
    assert "certainty possible: hedge “may” (hedge.may)" in reasons
    assert "the rule's own 3, lowered by the certainty possible" in reasons
    assert "30 people" in reasons
    assert "licenses strength 2 at most" in reasons


def test_every_certainty_below_fact_has_a_cause(explained: Explanation) -> None:
    told = [r for g in grounds(explained, "claim") for r in g.reasons if r.startswith("certainty")]
    assert "certainty uncommitted: the sentence asks" in told
    assert any("hedge “idea” (hedge.hypothesis), frame “The idea of”" in reason for reason in told)


def test_a_flag_tells_its_category_severity_and_why(explained: Explanation) -> None:
    (hype,) = grounds(explained, "hype")
    assert (hype.told, hype.surface) == ("hype, breakthrough", "groundbreaking")
    assert "severity 3; counts as a flag" in hype.reasons
    assert hype.rule_source
    assert any("more" in g.told for g in grounds(explained, "caveat"))


def test_a_sentence_tells_what_decides_its_strength_and_certainty(explained: Explanation) -> None:
    told = [
        [(d.kind, d.surface, d.told, d.rule_id) for d in sentence.deciders]
        for sentence in explained.sentences
    ]
    conditional = "conditional cause and effect"
    assert told[0] == [
        ("strength", "reduce", conditional, "causal.change"),
        ("certainty", "may", "possible", "hedge.may"),
    ]
    assert told[1] == [("strength", "improve", "cause and effect", "causal.change")]
    assert {(kind, rule) for kind, _, _, rule in told[2]} >= {
        ("strength", "causal.call"),
        ("certainty", "frame.need"),
    }
    assert told[3] == []  # it asks
    assert ("certainty", "The idea of", "uncommitted", "frame.topic") in told[4]
    for sentence in explained.sentences:
        assert all(TEXT[d.start : d.end] == d.surface for d in sentence.deciders)


def test_all_that_the_reading_holds_is_explained(explained: Explanation) -> None:
    reading = annotate(read_text(TEXT, id="post"))
    cues = [cue for s in explained.sentences for cue in s.cues]
    flags = [*grounds(explained, "hype"), *grounds(explained, "caveat")]
    assert len(list(grounds(explained, "claim"))) == len(reading.claims) > 0
    assert len(cues) + len(flags) == len(reading.flags)
    assert sum(len(s.mentions) for s in explained.sentences) == len(reading.mentions)
    assert sum(len(s.quantities) for s in explained.sentences) == len(reading.quantities)


def test_furniture_is_not_explained() -> None:
    text = "Tocilizumab reduces pain.\n\nViews: 12"
    regions = (Region("boilerplate", 27, len(text)),)
    assert len(explain(Document("x", text, regions)).sentences) == 1


def test_a_page_that_was_not_read_has_no_sentence() -> None:
    found = explain(Document("x", "Das hilft.", language="de", verdict="non_english"))
    assert (found.sentences, found.document.verdict) == ((), "non_english")


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Quantity(0, 3, "54%", "percent", 54.0, "%", p_value=0.03), "percent 54 %, P 0.03"),
        (Quantity(0, 6, "HR 0.7", "hr", 0.7, None, 0.5, 0.9), "hr 0.7, interval 0.5 to 0.9"),
        (
            Quantity(0, 3, "54%", "percent", 54.0, "%", arm="nap group", outcome="remission"),
            "percent 54 %, of remission, in nap group",
        ),
        (Quantity(0, 6, "P<.001", "p_value", 0.001, "<", p_value=0.001), "p_value 0.001 <"),
    ],
)
def test_quantities_in_words(quantity: Quantity, words: str) -> None:
    assert quantity_in_words(quantity) == words
