"""Near-copies of a story point to the earliest; sister reports with other numbers do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from extractors.documents.fingerprint import minhash, numbers
from warehouse.retention import forget

STORY = (
    "A hospital team gave tocilizumab to people whose depression had outlived every pill that "
    "they tried. After eight weeks the mood of those with raised inflammation had lifted by 4.2 "
    "points more than that of people on dummy infusions, while the others gained nothing at all. "
    "The trial enrolled 118 adults at 3 clinics and was paid for by the national health fund. "
    "Side effects were mostly mild, though 6 people left because of infections. The team warns "
    "that the finding rests on few patients and must be repeated before anyone is treated so. "
)
SYNDICATED = (
    "EMBARGOED until 3 March 2026, 14:30. For immediate release by the press office of the "
    "northern universities. Contact the newsroom for pictures. " + STORY
)
SPUN = (
    STORY.replace("A hospital team", "A clinic crew")
    .replace("outlived every pill", "outlasted every pill")
    .replace("mostly mild", "largely mild")
    .replace("few patients", "few people")
)
SISTER = (
    STORY.replace("4.2", "0.3").replace("118", "142").replace("3 clinics", "5 clinics")
    .replace("though 6", "though 9")
)  # fmt: skip


def page(pen: Any, text: str, url: str, **more: Any) -> Any:
    return pen.reading(text, url, minhash=minhash(text), numbers=numbers(text), **more)


def originals(keeper: Any) -> dict[str, str | None]:
    keeper.publish()
    return dict(
        keeper.ask(
            "SELECT d.url, o.url FROM documents d "
            "LEFT JOIN documents o ON o.document_id = d.duplicate_of ORDER BY 1"
        )
    )


def test_copies_with_another_header_or_other_words_point_to_the_earliest(
    keeper: Any, pen: Any
) -> None:
    texts = {"2026-03-03": SPUN, "2026-03-01": STORY, "2026-03-02": SYNDICATED}
    for day, text in texts.items():
        keeper.keep(page(pen, text, f"https://wire.test/{day}"), fetched_at=day, run_id=day)
    assert originals(keeper) == {
        "https://wire.test/2026-03-01": None,
        "https://wire.test/2026-03-02": "https://wire.test/2026-03-01",
        "https://wire.test/2026-03-03": "https://wire.test/2026-03-01",
    }
    assert keeper.one("SELECT count(*) FROM raw.documents WHERE is_counted") == (1,)


def test_sister_reports_with_other_numbers_are_two_stories(keeper: Any, pen: Any) -> None:
    keeper.keep(page(pen, STORY, "https://wire.test/a"), page(pen, SISTER, "https://wire.test/b"))
    assert set(originals(keeper).values()) == {None}


def test_two_papers_with_their_own_doi_are_two_stories(keeper: Any, pen: Any) -> None:
    keeper.keep(
        page(pen, STORY, "https://journal.test/a", doi="10.5555/a"),
        page(pen, SPUN, "https://journal.test/b", doi="10.5555/b"),
    )
    assert set(originals(keeper).values()) == {None}


def test_a_page_that_changes_its_story_leaves_the_cluster(keeper: Any, pen: Any) -> None:
    first = page(pen, STORY, "https://wire.test/a")
    keeper.keep(first, fetched_at="2026-03-01")
    keeper.keep(page(pen, SPUN, "https://wire.test/b"), fetched_at="2026-03-02", run_id="run-2")
    assert originals(keeper)["https://wire.test/b"] == "https://wire.test/a"
    keeper.keep(page(pen, SISTER, "https://wire.test/a"), fetched_at="2026-03-03", run_id="run-3")
    assert originals(keeper) == {"https://wire.test/a": None, "https://wire.test/b": None}


def test_forgetting_the_original_makes_the_next_one_it(keeper: Any, pen: Any) -> None:
    for day, text in (("1", STORY), ("2", SYNDICATED), ("3", SPUN)):
        reading = page(pen, text, f"https://wire.test/{day}")
        keeper.keep(reading, fetched_at=f"2026-03-0{day}", run_id=f"run-{day}")
    forget(keeper.home, "https://wire.test/1")
    assert originals(keeper) == {
        "https://wire.test/2": None,
        "https://wire.test/3": "https://wire.test/2",
    }


def test_pages_without_a_minhash_are_told_by_their_text_alone(keeper: Any, pen: Any) -> None:
    known = page(pen, STORY, "https://wire.test/a")
    bare = replace(known, document=replace(known.document, id="https://wire.test/b", minhash=()))
    other = pen.reading(SPUN, "https://wire.test/c")
    keeper.keep(known, fetched_at="2026-03-01")
    keeper.keep(bare, other, fetched_at="2026-03-02", run_id="run-2")
    assert originals(keeper) == {
        "https://wire.test/a": None,
        "https://wire.test/b": "https://wire.test/a",
        "https://wire.test/c": None,
    }


def test_a_crowd_of_copies_is_one_story_without_comparing_every_pair(keeper: Any, pen: Any) -> None:
    """One page, more than a crowd the day after, and two late ones."""

    def copies(places: range) -> list[Any]:
        tails = (f"Branch office {chr(97 + n // 26)}{chr(97 + n % 26)} adds." for n in places)
        pages = zip(places, tails, strict=True)
        return [page(pen, f"{STORY} {t}", f"https://wire.test/{n:03}") for n, t in pages]

    for day, places in (("01", range(1)), ("02", range(1, 260)), ("03", range(260, 262))):
        keeper.keep(*copies(places), fetched_at=f"2026-03-{day}", run_id=day)
    found = originals(keeper)
    assert len(found) == 262
    assert found.pop("https://wire.test/000") is None
    assert set(found.values()) == {"https://wire.test/000"}
    (pairs,) = keeper.one("SELECT count(*) FROM raw.twins")
    assert pairs < 262 * 20
