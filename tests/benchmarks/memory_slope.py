"""Memory of one process that reads for long: what it holds after each share of a text.

    python tests/benchmarks/memory_slope.py DATA [--megabytes 20] [--minutes 60]

Real texts (press releases of DATA/hype, abstracts of DATA/jats) are read in turn, again and again,
each time with other invented words among them, so that no two readings meet the same words. The
last line gives the slope of the resident memory over the second half of what was read, in KiB a
megabyte, by least squares: 0 is flat. `--megabytes 500` is the slow run; `--minutes` ends it early,
and the table tells how far it came.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from cascade_speed import abstracts, press_releases

from extractors.documents.text import read_text
from extractors.language.annotate import annotate

MEGABYTE = 1_000_000
ROWS = 10
EVERY = 12
"""One word in so many is an invented one."""


def texts(data: Path) -> Iterator[str]:
    """The real texts without end, with words that were never met before in them."""
    real = [document.text for document in (*press_releases(data, 200), *abstracts(data, 60))]
    dice = random.Random(0)
    while True:
        for text in real:
            yield " ".join(_mixed(text.split(" "), dice))


def _mixed(words: Sequence[str], dice: random.Random) -> Iterator[str]:
    for word in words:
        yield word
        if dice.randrange(EVERY) == 0:
            yield "".join(dice.choice("abcdefghiklmnoprstuvz") for _ in range(8))


def resident() -> int:
    """KiB of memory that this process holds now."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The least-squares slope of the second half of the points."""
    half = points[len(points) // 2 :]
    mean_x = sum(x for x, _ in half) / len(half)
    mean_y = sum(y for _, y in half) / len(half)
    spread = sum((x - mean_x) ** 2 for x, _ in half)
    return sum((x - mean_x) * (y - mean_y) for x, y in half) / spread if spread else 0.0


def measured(data: Path, megabytes: float, minutes: float) -> list[tuple[float, float]]:
    """Megabytes read and KiB held, a point for each document; rows on stdout as it goes."""
    points: list[tuple[float, float]] = []
    read, end, shown = 0, time.monotonic() + minutes * 60, 0
    sys.stdout.write("MB read  MB held  CPU s\n")
    for number, text in enumerate(texts(data)):
        annotate(read_text(text, id=str(number)))
        read += len(text.encode())
        points.append((read / MEGABYTE, resident()))
        if read >= shown * megabytes * MEGABYTE / ROWS:
            shown += 1
            held = points[-1][1] / 1024
            sys.stdout.write(f"{points[-1][0]:7.2f}{held:9.1f}{time.process_time():7.0f}\n")
            sys.stdout.flush()
        if read >= megabytes * MEGABYTE or time.monotonic() > end:
            return points
    return points


def main() -> None:
    """The table and the slope on stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--minutes", type=float, default=60)
    asked = parser.parse_args()
    points = measured(asked.data, asked.megabytes, asked.minutes)
    sys.stdout.write(f"slope over the second half: {slope(points):.0f} KiB a MB\n")


if __name__ == "__main__":
    main()
