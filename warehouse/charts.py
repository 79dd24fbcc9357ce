"""Plots as inline SVG: horizontal bars, stacked by share or by count, that need no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Bars", "Chart"]

_WIDTH, _ROW, _BAR, _VALUE = 420, 48, 18, 70
"""Labels stand above their bars: nothing is cut off, and a telephone shows them large enough."""


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar: its label and its parts in the order of the chart's series."""

    label: str
    parts: Sequence[float]
    note: str = ""
    """Shown at the end of the bar."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under one title."""

    title: str
    series: Mapping[str, str]
    """Name of each part and its colour class: c0 to c6."""
    bars: Sequence[Bars]
    shares: bool = False
    """Draw each bar as shares of its own sum."""

    def svg(self) -> str:
        """The drawing, with a title and a description that screen readers speak."""
        height = _ROW * len(self.bars) + 8
        most = max((sum(bar.parts) for bar in self.bars), default=0) or 1
        rows = "".join(self._row(index, bar, most) for index, bar in enumerate(self.bars))
        said = "; ".join(f"{bar.label}: {self._said(bar)}" for bar in self.bars)
        return (
            f'<svg viewBox="0 0 {_WIDTH + _VALUE} {height}" role="img">'
            f"<title>{escape(self.title)}</title><desc>{escape(said)}</desc>{rows}</svg>"
        )

    def figure(self, below: str = "") -> str:
        """The drawing with its title, key and table; empty when there is nothing to draw.

        `below` is HTML: the numbers that are drawn.
        """
        if not self.bars:
            return ""
        keys = "".join(
            f'<li><svg viewBox="0 0 10 10" class="key" aria-hidden="true">'
            f'<rect width="10" height="10" class="{colour}"/></svg>{escape(name)}</li>'
            for name, colour in self.series.items()
        )
        key = f'<ul class="keys">{keys}</ul>' if len(self.series) > 1 else ""
        title = escape(self.title)
        return f"<figure><figcaption>{title}</figcaption>{key}{self.svg()}{below}</figure>"

    def _said(self, bar: Bars) -> str:
        parts = zip(self.series, bar.parts, strict=True)
        return ", ".join(f"{name} {value:g}" for name, value in parts if value)

    def _row(self, index: int, bar: Bars, most: float) -> str:
        top, left = index * _ROW + 22, 0.0
        whole = (sum(bar.parts) or 1) if self.shares else most
        drawn = []
        for (name, colour), value in zip(self.series.items(), bar.parts, strict=True):
            width = _WIDTH * value / whole
            if width > 0:
                drawn.append(
                    f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_BAR}" '
                    f'class="{colour}"><title>{escape(name)}: {value:g}</title></rect>'
                )
            left += width
        return (
            f'<text x="0" y="{top - 6}">{escape(bar.label)}</text>'
            + "".join(drawn)
            + f'<text x="{left + 6:.1f}" y="{top + _BAR - 4}">{escape(bar.note)}</text>'
        )
