"""A reader's whole work by keyboard, in a real browser, down to the lines on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warehouse.reviews import events_after


def acts(home: Path) -> list[tuple[str, str]]:
    return [(event.verdict, event.reason) for _, event in events_after(home, 0)]


def focus(page: Any) -> str:
    """The words that the card asks about."""
    text: str = page.locator(".own mark.focus").first.inner_text()
    return text


def press(page: Any, key: str) -> None:
    """Presses a key and waits for the card that follows."""
    before = page.url
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)


def test_verdicts_by_key_are_on_disk_before_the_next_card(
    home: Path, serving: Any, opened: Any
) -> None:
    page = opened(serving(home).url)
    seen = [focus(page)]
    for key in ("a", "u", "s", "3"):
        press(page, key)
        seen.append(focus(page))
    assert len(set(seen)) == 5
    assert acts(home) == [
        ("accepted", ""),
        ("unsure", ""),
        ("skipped", ""),
        ("rejected", "negated"),
    ]
