"""Which sentences the trained stages read, and how their names stand beside the lexicon's."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from extractors.documents.text import read_text
from extractors.language.annotate import annotate
from extractors.language.cascade import can_claim, can_name, with_trees, with_unlisted_names
from extractors.language.claims.claims import layout_of
from extractors.language.claims.confirmed_ends import leaves_ends
from extractors.language.grammar.relations import find_triggers
from extractors.language.names import entities
from extractors.language.pipeline import parse
from extractors.language.words.sentences import Passage, passages


def read(text: str) -> Passage:
    """The one sentence of a text, with what the lexicon knows in it."""
    doc = parse(text)
    (passage,) = passages(doc)
    return replace(passage, mentions=entities.find_mentions(doc))


@pytest.mark.parametrize(
    ("sentence", "names", "claims"),
    [
        ("Tocilizumab reduced depression.", True, True),
        ("Tocilizumab reduced queues at the till.", True, False),
        ("The walk reduced noise.", False, False),
        ("Tocilizumab and depression are two words.", False, False),
        ("Depression and tocilizumab were two words that reduced noise.", True, False),
        ("Depression was reduced by tocilizumab.", True, True),
        ("Depression was reduced, said the maker of tocilizumab.", True, False),
    ],
)
def test_a_sentence_is_read_for_what_it_can_hold(sentence: str, names: bool, claims: bool) -> None:
    passage = read(sentence)
    assert can_name(passage) == names
    assert can_claim(passage) == claims


def test_a_subject_that_only_the_tree_ties_is_not_missed() -> None:
    passage = read("Tocilizumab, said those who had asked for it and waited, eased depression.")
    layout = layout_of(passage)
    triggers = [t for t in find_triggers(passage.span) if t.rule.frame == "verb"]
    assert triggers
    depression = (passage.mentions[1],)
    for trigger in triggers:
        assert leaves_ends(layout, trigger, (), depression)
        assert not leaves_ends(layout, trigger, passage.mentions[:1], ())
    assert can_claim(passage)


def test_names_of_the_lexicon_stand() -> None:
    passage = read("Tocilizumab reduced depression and chronic orchialgia in men.")
    (named,) = with_unlisted_names((passage,))
    assert [m for m in named.mentions if m.link_method != "model"] == list(passage.mentions)
    spans = sorted((m.start, m.end) for m in named.mentions)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_name_that_no_list_has_is_found_with_its_own_words() -> None:
    text = "Tocilizumab prevented hyperammonemic encephalopathy in two of nine infants."
    (named,) = with_unlisted_names((read(text),))
    for mention in named.mentions:
        assert text[mention.start : mention.end] == mention.surface
    assert any(m.link_method == "model" and m.type == "condition" for m in named.mentions)


def test_only_sentences_that_can_carry_a_claim_get_a_tree() -> None:
    claim, other = read("Tocilizumab reduced depression."), read("The walk was long.")
    assert [p.tree is not None for p in with_trees((claim,))] == [True]
    assert [p.tree is not None for p in with_trees((other,))] == [False]
    assert [p.tree is not None for p in with_trees((other,), every_sentence=True)] == [True]


def test_reading_every_sentence_finds_the_same_flags() -> None:
    text = (
        "A breakthrough pill. Tocilizumab reduced depression in a small trial. "
        "Experts hailed the miracle cure. More research is needed."
    )
    document = read_text(text, id="x")
    cascade, full = annotate(document), annotate(document, every_sentence=True)
    assert cascade.flags == full.flags
    assert {c.relation for c in cascade.claims} <= {c.relation for c in full.claims}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("The GLAGOV and FOURIER trials showed less atherosclerosis.", "glagov"),
        ("It lowers depression, said Ann Lee, MD, MPH, who led it.", "mph"),
        ("The Moffitt Cancer Center eased fatigue.", "moffitt"),
    ],
)
def test_trials_degrees_and_hospitals_are_no_names(text: str, refused: str) -> None:
    mentions = annotate(read_text(text, id="x"), every_sentence=True).mentions
    assert not [mention for mention in mentions if refused in mention.name]
