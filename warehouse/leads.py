"""Numbers of a page, each a link to the sentences that it counts.

No script is needed: a link goes to a line that says what is counted, and while that line is the
target of the address, the style shows it and hides every sentence that is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

__all__ = ["Leads"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    about: str
    shown: int
    counted: int


@dataclass(frozen=True, slots=True)
class Leads:
    """The links to one list of sentences, in the order in which they were asked for."""

    kind: str
    """A letter: the class of every sentence of the list, and what each link's name begins with."""
    noun: str
    """What one of them is called, singular."""
    rows: Sequence[Row]
    home: str
    """Id of the heading over the whole list."""
    _lines: list[_Line] = field(default_factory=list)
    _classes: dict[int, list[str]] = field(default_factory=dict)

    def link(
        self,
        shown: str,
        about: str,
        wanted: Mapping[str, object],
        counted: int | None = None,
    ) -> str:
        """`shown` as a link to the rows with the wanted values; plain where the page has none.

        `about` says in words what they are, `counted` how many the warehouse has where the page
        may not show all.
        """
        members = [
            index
            for index, row in enumerate(self.rows)
            if all(row[column] == value for column, value in wanted.items())
        ]
        if not members:
            return escape(shown)
        line = _Line(
            f"{self.kind}{len(self._lines) + 1}", about, len(members), counted or len(members)
        )
        self._lines.append(line)
        for index in members:
            self._classes.setdefault(index, [self.kind]).append(line.name)
        label = escape(f"{shown}: {self._told(line)}")
        return f'<a href="#{line.name}" aria-label="{label}">{escape(shown)}</a>'

    def classes(self, index: int) -> str:
        """The classes of the sentence of one row: every link that leads to it."""
        return " ".join(self._classes.get(index, [self.kind]))

    def lines(self) -> str:
        """A line for each link, which says what it counts and leads back to all."""
        return "".join(
            f'<p class="lead" id="{line.name}">{escape(self._told(line))}. '
            f'<a href="#{self.home}">All {self.noun}s</a></p>'
            for line in self._lines
        )

    def style(self) -> str:
        """What hides, while a link is followed, the sentences that it does not count."""
        return "".join(
            f"main:has(#{line.name}:target) .{self.kind}:not(.{line.name}),"
            f"main:has(#{line.name}:target) .of-{self.kind}:not(:has(.{line.name}))"
            "{display:none}"
            for line in self._lines
        )

    def _told(self, line: _Line) -> str:
        noun = self.noun if line.shown == 1 else f"{self.noun}s"
        if line.counted > line.shown:
            return f"{line.shown} of {line.counted} {self.noun}s: {line.about}"
        return f"{line.shown} {noun}: {line.about}"
