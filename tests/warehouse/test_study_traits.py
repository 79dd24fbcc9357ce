"""A press release without ids joins the one study it fits; near-twins stay apart."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.model import Study

PAPER = "In this trial 34 adults got tocilizumab for depression. Tocilizumab eased depression."
RELEASE = "Tocilizumab eases depression, a trial of 34 adults says. Of them nine people were glad."
STORY = "Tocilizumab, given to 17 of 34 adults, eased depression."


def paper(pen: Any, registry: str = "NCT90000001", n: int = 34, **more: Any) -> Any:
    text = f"{PAPER} Registered as {registry}. {more.pop('ending', '')}".replace(
        "34 adults", f"{n} adults"
    )
    study = Study("randomized_controlled_trial", n, species="human", registry_id=registry)
    claim = pen.claim(text, "Tocilizumab", "treats", "depression", study=study)
    given: dict[str, Any] = {"published_at": "2026-05-18"} | more
    return pen.reading(text, f"https://journal.test/{registry}", claims=(claim,), studies=(study,),
                       **given)  # fmt: skip


def telling(pen: Any, text: str, url: str, size: int | None, **more: Any) -> Any:
    study = more.pop("study", Study("unspecified_trial", size, comparator="usual care"))
    claim = pen.claim(text, "Tocilizumab", "treats", "depression", study=study)
    sizes = [("34 adults", "sample_size", 34.0), ("nine people", "sample_size", 9.0)]
    found = [one for one in [*sizes, ("17 of 34", "percent", 50.0)] if one[0] in text]
    if "17 of 34" in text:
        found = found[1:]  # the extractor gives the ratio alone
    numbers = tuple(pen.quantity(text, *one) for one in found)
    given: dict[str, Any] = {"published_at": "2026-05-19"} | more
    return pen.reading(text, url, claims=(claim,), studies=(study,), quantities=numbers, **given)


def studies(keeper: Any) -> list[int]:
    """How many pages tell each study, the most told first."""
    keeper.publish()
    return [n for (n,) in keeper.ask("SELECT documents FROM studies ORDER BY documents DESC")]


def test_a_press_release_and_a_story_join_the_registered_study(keeper: Any, pen: Any) -> None:
    keeper.keep(telling(pen, RELEASE, "https://blog.test/release", None))  # before the paper
    keeper.keep(paper(pen), run_id="run-2")
    keeper.keep(telling(pen, STORY, "https://wire.test/story", None), run_id="run-3")
    assert studies(keeper) == [3]
    assert keeper.one("SELECT count(*), count(DISTINCT study_id) FROM claims") == (3, 1)
    assert keeper.one("SELECT count(*) FROM tellings WHERE certainty = 'fact'") == (3,)


@pytest.mark.parametrize(
    "other",
    [
        {"text": RELEASE.replace("34", "120")},
        {"published_at": "2024-05-19"},
        {"published_at": None},
        {"study": Study("unspecified_trial", 34, registry_id="NCT90000002")},
        {"study": Study("animal", 34, species="mouse")},
    ],
    ids=["another size", "another year", "no date", "another registry id", "mice"],
)
def test_a_near_twin_stays_apart(keeper: Any, pen: Any, other: dict[str, Any]) -> None:
    keeper.keep(paper(pen))
    text = other.pop("text", RELEASE)
    keeper.keep(telling(pen, text, "https://blog.test/r", None, **other), run_id="run-2")
    assert studies(keeper) == [1, 1]


def test_another_condition_stays_apart(keeper: Any, pen: Any) -> None:
    keeper.keep(paper(pen))
    text = "Tocilizumab eases fatigue in 34 adults."
    study = Study("unspecified_trial", 34)
    claim = pen.claim(text, "Tocilizumab", "treats", "fatigue", study=study)
    reading = pen.reading(text, claims=(claim,), studies=(study,), published_at="2026-05-19")
    keeper.keep(reading, run_id="run-2")
    assert studies(keeper) == [1, 1]


def test_two_that_fit_are_none_and_a_later_twin_parts_what_was_joined(
    keeper: Any, pen: Any
) -> None:
    keeper.keep(paper(pen))
    release = telling(pen, RELEASE, "https://blog.test/release", None)
    keeper.keep(release, run_id="run-2")
    assert studies(keeper) == [2]
    keeper.keep(
        paper(pen, "NCT90000009", ending="A second team asked another clinic for its own patients"),
        run_id="run-3",
    )
    assert studies(keeper) == [1, 1, 1]
