"""What the tree adds to the layout: it vetoes an end, replaces it, or supports an unlisted name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.language.claims.confirmed_ends import confirmed
from extractors.language.grammar.attachments import attachments
from extractors.language.grammar.clauses import lay_out
from extractors.language.grammar.relations import find_triggers
from extractors.language.words.sentences import Passage
from extractors.model import Mention
from tests.extractors.language.conftest import tiny_reading


def passage_of(text: str) -> Passage:
    return tiny_reading(text).passages[0]


def ends(passage: Passage, rule_id: str, subject: str, object_: str) -> tuple[str, str]:
    """What is left of these ends, as words; "" where the tree vetoes the end."""
    trigger = next(t for t in find_triggers(passage.span) if t.rule.rule.id == rule_id)
    layout = lay_out(passage, [trigger.head])
    by_words = {mention.surface: mention for mention in passage.mentions}
    found = confirmed(layout, trigger, (by_words[subject],), (by_words[object_],))
    return tuple(", ".join(m.surface for m in side) for side in found)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "rule_id", "subject", "object_", "left"),
    [
        pytest.param(
            "Tocilizumab reduces fatigue.",
            "claim.reduce",
            "Tocilizumab",
            "fatigue",
            ("Tocilizumab", "fatigue"),
            id="tied",
        ),
        pytest.param(
            "Doctors who gave tocilizumab said that sarilumab reduces fatigue.",
            "claim.reduce",
            "tocilizumab",
            "fatigue",
            ("sarilumab", "fatigue"),
            id="the subject of another clause is replaced",
        ),
        pytest.param(
            "Tocilizumab reduces the overdiagnosis of depression.",
            "claim.reduce",
            "Tocilizumab",
            "depression",
            ("Tocilizumab", ""),
            id="a noun that does not carry the name",
        ),
        pytest.param(
            "Tocilizumab reduces the risk of depression.",
            "claim.reduce",
            "Tocilizumab",
            "depression",
            ("Tocilizumab", "depression"),
            id="a noun that does",
        ),
        pytest.param(
            "The CRP gene causes depression.",
            "claim.cause",
            "CRP",
            "depression",
            ("", "depression"),
            id="a name that only qualifies",
        ),
    ],
)
def test_the_tree_keeps_vetoes_and_replaces(
    text: str, rule_id: str, subject: str, object_: str, left: tuple[str, str]
) -> None:
    assert ends(passage_of(text), rule_id, subject, object_) == left


def test_without_a_tree_the_layout_is_believed() -> None:
    passage = replace(passage_of("Tocilizumab reduces the overdiagnosis of depression."), tree=None)
    assert ends(passage, "claim.reduce", "Tocilizumab", "depression") == (
        "Tocilizumab",
        "depression",
    )
    trigger = find_triggers(passage.span)[0]
    assert attachments(lay_out(passage, [trigger.head]), trigger) is None


def test_a_name_that_no_list_has_must_be_tied() -> None:
    text = "Those who like mint say that tocilizumab eased some of their fatigue."
    passage = passage_of(text)
    start = text.index("mint")
    unlisted = Mention(start, start + 4, "mint", "drug", "HEDGEROW:mint", "mint", "model")
    passage = replace(passage, mentions=(unlisted, *passage.mentions))
    trigger = next(t for t in find_triggers(passage.span) if t.rule.rule.id == "claim.treat")
    layout = lay_out(passage, [trigger.head])
    fatigue = passage.mentions[-1]
    subjects, _objects = confirmed(layout, trigger, (unlisted,), (fatigue,))
    assert unlisted not in subjects
