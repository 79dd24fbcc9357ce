"""The terminal, on which words of a page can be nothing but words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

__all__ = ["Screen", "harmless"]

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
_ORDERS = [0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_SHOWN = _PICTURES | dict.fromkeys(_ORDERS, "\ufffd")


def harmless(words: str) -> str:
    """The words with control characters as signs for them, line ends and tabs apart.

    So no page, title or address can move the cursor, rename the window, fill the clipboard or turn
    the direction of writing: escape sequences, C1 controls and bidirectional overrides are shown.
    """
    return words.translate(_SHOWN)


class Screen(Console):
    """A rich console that shows text as it is: no markup, no emoji names, no escape sequences."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments of the renderable, every one harmless but rich's own control codes."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(harmless(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """Raises BrokenPipeError, as `print` does; rich itself would end the program with 1."""
        self.quiet = True
        raise BrokenPipeError
