"""Words of a page are shown on a terminal; they never act on it."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from warehouse.screen import Screen, harmless
from warehouse.tables import print_rows

ORDERS = {
    "window title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;b3duZWQ=\x1b\\",
    "colour": "\x1b[31m",
    "up a line": "\x1b[1A\x1b[2K",
    "one byte": "\x9b31m",
    "back": "\b\b\b",
    "start of line": "\rall is well",
    "writing backwards": "\u202etxt.exe\u2066",
}
OF_RICH = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
"""What rich itself may write: styles."""


def shown(*things: object, width: int = 60) -> str:
    """What a colour terminal would get."""
    sink = io.StringIO()
    screen = Screen(file=sink, width=width, force_terminal=True, color_system="standard")
    for thing in things:
        screen.print(thing)
    return sink.getvalue()


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_an_order_is_shown_not_followed(order: str) -> None:
    table = Table("title")
    table.add_row(order)
    told = shown(f"a{order}b", Text(f"c{order}d", style="bold"), table)
    left = OF_RICH.sub("", told)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", left), left


def test_without_the_screen_the_orders_would_reach_the_terminal() -> None:
    sink = io.StringIO()
    Console(file=sink).print("\x1b]0;owned\x07\x9b31m", markup=False)
    assert "\x1b]0;owned" in sink.getvalue()


def test_markup_and_emoji_names_of_a_page_are_plain_words() -> None:
    words = "[link=https://evil.test]click[/link] [/red] [bold]x :pill:"
    assert shown(words, width=100).strip() == words
    table = Table.grid()
    table.add_row(words)
    assert shown(table, width=100).strip() == words


def test_styles_and_progress_bars_still_work() -> None:
    assert "\x1b[1m" in shown(Text("bold", style="bold"))
    sink = io.StringIO()
    screen = Screen(file=sink, width=60, force_terminal=True, color_system="standard")
    with Progress(console=screen) as bars:
        bars.add_task("reading", total=2)
    assert "\x1b[?25l" in sink.getvalue(), "the cursor is hidden while bars move"


def test_an_answer_is_printed_harmlessly_in_columns_and_blocks() -> None:
    for width in (80, 20):
        sink = io.StringIO()
        names = ["title", "url", "more"]
        rows = [["\x1b[2Jgone", "https://a.test/\x9b31m", "words " * 9]]
        print_rows(Screen(file=sink, width=width), names, rows)
        assert "␛[2Jgone" in sink.getvalue().replace("\n", "")
        assert "\x9b" not in sink.getvalue()


class _Gone(io.StringIO):
    """A pipe whose reader has left."""

    def write(self, words: str) -> int:
        raise BrokenPipeError


def test_that_the_reader_has_left_is_for_the_caller_to_answer() -> None:
    with pytest.raises(BrokenPipeError):
        Screen(file=_Gone()).print("words")


def test_line_ends_and_tabs_stay() -> None:
    assert harmless("a\tb\nc é — 日本 🙂") == "a\tb\nc é — 日本 🙂"
