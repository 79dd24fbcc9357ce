"""A reader's whole work by keyboard, in a real browser, down to the lines on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from warehouse.reviews import ReviewEvent, events_after


def events(home: Path) -> list[ReviewEvent]:
    return [event for _, event in events_after(home, 0)]


def acts(home: Path) -> list[tuple[str, str]]:
    return [(event.verdict, event.reason) for event in events(home)]


def target(page: Any) -> str:
    found: str = page.locator(".card").get_attribute("data-target")
    return found


def focus(page: Any) -> str:
    """The words that the card asks about, in however many pieces other marks cut them."""
    return "".join(page.locator(".own mark.focus").all_inner_texts())


@pytest.fixture
def page(home: Path, serving: Any, opened: Any) -> Any:
    return opened(serving(home).url)


def test_verdicts_by_key_are_on_disk_before_the_next_card(
    home: Path, page: Any, press: Any
) -> None:
    seen = [target(page)]
    for key in ("a", "u", "s", "3"):
        press(page, key)
        seen.append(target(page))
    assert len(set(seen)) == 5
    assert acts(home) == [
        ("accepted", ""),
        ("unsure", ""),
        ("skipped", ""),
        ("rejected", "negated"),
    ]
    assert [event.target_id for event in events(home)] == seen[:4]


@pytest.mark.parametrize(
    ("keys", "reason"),
    [(("1",), "lookalike"), (("r", "4"), "criticised"), (("7",), "beside_point"),
     (("r", "r"), ""), (("r", "Enter"), "lookalike"), (("6", "Enter"), "wrong_span")],
)  # fmt: skip
def test_reasons_by_key(
    home: Path, page: Any, press: Any, keys: tuple[str, ...], reason: str
) -> None:
    press(page, *keys)
    assert acts(home) == [("rejected", reason)]


def test_undo_goes_back_step_by_step(home: Path, page: Any, press: Any) -> None:
    seen = [target(page)]
    for key in ("a", "2", "s"):
        press(page, key)
        seen.append(target(page))
    for expected in reversed(seen[:3]):
        press(page, "z")
        assert target(page) == expected
    assert [event.verdict for event in events(home)][3:] == ["withdrawn"] * 3
    page.keyboard.press("z")
    page.get_by_text("There is nothing to take back.").first.wait_for()


def test_next_and_previous_judge_nothing(home: Path, page: Any, press: Any) -> None:
    first = target(page)
    press(page, "j")
    second = target(page)
    press(page, "ArrowRight")
    assert len({first, second, target(page)}) == 3
    press(page, "k")
    assert target(page) == second
    press(page, "ArrowLeft")
    assert target(page) == first
    page.go_back()
    page.locator(f'[data-target="{second}"]').wait_for()
    assert acts(home) == []


def test_a_note_is_kept_and_its_letters_are_no_keys(home: Path, page: Any, press: Any) -> None:
    first = target(page)
    page.keyboard.press("n")
    page.keyboard.type("a razor: ask Ulla 😀")
    page.keyboard.press("Enter")
    page.get_by_text("Note kept.").first.wait_for()
    assert target(page) == first
    assert not page.locator("#note").is_visible()
    assert page.locator("#note").input_value() == "a razor: ask Ulla 😀"
    press(page, "a")
    assert [(e.verdict, e.note) for e in events(home)] == [
        ("noted", "a razor: ask Ulla 😀"),
        ("accepted", "a razor: ask Ulla 😀"),
    ]


def test_other_words_are_chosen_by_arrow_and_by_pointer(home: Path, page: Any, press: Any) -> None:
    """The flag is "a miracle of hope", behind an emoji: its end goes back by two words."""
    page.goto(page.url.split("?")[0] + "?rule=hype.test&severity=3")
    for _ in range(2):
        if focus(page) != "a miracle of hope":
            press(page, "j")
    assert focus(page) == "a miracle of hope"
    item = target(page)
    page.keyboard.press("6")
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowRight"):
        page.keyboard.press(key)
    press(page, "Enter")
    event = events(home)[-1]
    assert (event.target_id, event.reason) == (item, "wrong_span")
    text = "😀 Tocilizumab ends depression 💊, a miracle of hope."
    assert text[event.start_char : event.end_char] == "miracle"
    press(page, "z")
    page.keyboard.press("6")
    words = page.locator(".words [data-start]")
    words.get_by_text("depression").click()
    words.get_by_text("hope").click()
    press(page, "Enter")
    event = events(home)[-1]
    assert text[event.start_char : event.end_char] == "depression 💊, a miracle of hope"


def test_help_opens_and_closes_by_key(page: Any) -> None:
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keys and verdicts").wait_for()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert not page.locator("#help").evaluate("dialog => dialog.open")
    assert page.locator(".pace").inner_text().startswith("1 of 12")


def test_a_held_key_and_keys_with_control_judge_nothing(home: Path, page: Any) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+a")
    page.keyboard.down("a")
    before = page.url
    page.wait_for_url(lambda url: url != before)
    for _ in range(5):
        page.keyboard.down("a")
    page.keyboard.up("a")
    assert acts(home) == [("accepted", "")]


def test_filters_lie_in_the_address_and_a_link_shows_the_same(page: Any, opened: Any) -> None:
    page.keyboard.press("f")
    page.get_by_label("Source", exact=True).fill("wire")
    page.get_by_label("Severity at least").select_option("2")
    page.get_by_role("button", name="Show").click()
    page.locator(".card").wait_for()
    assert "source=wire" in page.url
    assert page.locator(".pace").inner_text().startswith("1 of 5")
    other = opened(page.url)
    assert target(other) == target(page)
    assert other.locator(".chip").all_inner_texts() == page.locator(".chip").all_inner_texts()
    page.locator(".chip", has_text="wire").click()
    page.locator(".pace", has_text="of 10").wait_for()


def test_all_of_one_page_can_be_read_in_a_row(page: Any) -> None:
    page.goto(page.url.split("?")[0] + "?source=wire")
    page.keyboard.press("p")
    page.locator(".chip", has_text="one page").wait_for()
    assert page.locator(".pace").inner_text().startswith("1 of 5")


def test_the_whole_article_shows_every_mark_claim_and_omission(page: Any) -> None:
    page.goto(page.url.split("?")[0] + "?source=blog")
    item = target(page)
    page.keyboard.press("d")
    page.get_by_role("heading", name="Profile").wait_for()
    assert page.url.endswith(f"#f-{item}")
    assert page.locator("mark.hype").count() >= 7
    assert page.locator(".negation").first.inner_text() == "negation"
    assert "tocilizumab treats depression" in page.locator(".margin").inner_text()


def test_claims_are_judged_too(home: Path, page: Any, press: Any) -> None:
    page.goto(page.url.split("?")[0] + "?of=claims")
    assert page.locator(".own .subject").inner_text() == "Tocilizumab"
    assert "no figure beside it" in page.locator(".gaps").inner_text()
    press(page, "3")
    page.get_by_role("heading", name="Nothing waits in this view.").wait_for()
    event = events(home)[0]
    assert (event.target_kind, event.verdict, event.reason) == ("claim", "rejected", "wrong_object")
    press(page, "z")
    page.locator(".own .subject").wait_for()


def test_the_last_card_says_that_nothing_waits(home: Path, page: Any, press: Any) -> None:
    for _ in range(12):
        press(page, "a")
    page.get_by_role("heading", name="Nothing waits in this view.").wait_for()
    assert len(events(home)) == 12


def test_tab_reaches_every_action_and_focus_is_seen(page: Any) -> None:
    reached: set[str] = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        words, style, width = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return e === document.body ? ['', 'solid', '2px']"
            " : [e.innerText.trim(), s.outlineStyle, s.outlineWidth]; }"
        )
        assert (style, width) == ("solid", "2px"), words
        reached.add(words.split()[0] if words else "")
    assert {"Accept", "Reject", "Unsure", "Skip", "Undo", "Next", "Note", "Change"} <= reached


def test_without_its_script_it_works_by_forms_and_links(
    home: Path, serving: Any, opened: Any
) -> None:
    page = opened(serving(home).url, java_script_enabled=False)
    first = target(page)
    page.get_by_role("button", name="Accept").click()
    assert target(page) != first
    page.get_by_role("button", name="Undo").click()
    assert target(page) == first
    page.locator(".reject summary").click()
    page.get_by_role("button", name="Quoted").click()
    page.get_by_role("link", name="Next").click()
    assert acts(home) == [("accepted", ""), ("withdrawn", ""), ("rejected", "quoted")]
