"""Words per second of the cascade, of the trained stages on every sentence, and of bare tokens.

    python tests/benchmarks/cascade_speed.py DATA [--documents 40]

One process, CPU time, the same real texts for all three: press releases (DATA/hype) and abstracts
(DATA/jats, the first regions). "whole" is the ratio of all of the reading, rules included;
"trained" that of the seconds in the trained stages alone. Claims and flags of the cascade are
compared with those of the full run, row by row; differences are printed on stderr.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from extractors.documents.jats import read_jats
from extractors.documents.text import read_text
from extractors.language import cascade
from extractors.language.annotate import annotate
from extractors.language.tokens import blank_english
from extractors.model import Document, Reading

ABSTRACT = 8
"""The first regions of an article: its title, its abstract and the start of its introduction."""


def press_releases(data: Path, count: int) -> list[Document]:
    """The first press releases as documents."""
    lines = (data / "hype" / "press_releases.jsonl").read_text("utf-8").splitlines()[:count]
    return [read_text(json.loads(line)["text"], id=str(i)) for i, line in enumerate(lines)]


def abstracts(data: Path, count: int) -> list[Document]:
    """The abstracts of the first articles, as plain documents."""
    found = []
    for path in sorted((data / "jats").glob("*.gz"))[:count]:
        for article in read_jats(gzip.decompress(path.read_bytes()), id=path.stem):
            own = [r for r in article.regions if r.kind not in {"references", "table"}][:ABSTRACT]
            text = "\n\n".join(article.text[r.start : r.end] for r in own)
            found.append(read_text(text, id=path.stem))
    return found


def timed(
    work: Callable[[Document], Any], documents: Sequence[Document]
) -> tuple[float, list[Any]]:
    """Words per CPU-second, and what came back."""
    start = time.process_time()
    results = [work(document) for document in documents]
    taken = time.process_time() - start
    return sum(len(document.text.split()) for document in documents) / taken, results


class TrainedClock:
    """CPU seconds in the trained stages since it was last read."""

    def __init__(self) -> None:
        self.seconds = 0.0
        for stage in ("with_unlisted_names", "with_trees"):
            setattr(cascade, stage, self._clocked(getattr(cascade, stage)))

    def _clocked(self, stage: Callable[..., Any]) -> Callable[..., Any]:
        def clocked(*arguments: Any, **options: Any) -> Any:
            start = time.process_time()
            try:
                return stage(*arguments, **options)
            finally:
                self.seconds += time.process_time() - start

        return clocked

    def read(self) -> float:
        """The seconds, and none from here on."""
        seconds, self.seconds = self.seconds, 0.0
        return seconds


def differing(one: Sequence[Reading], other: Sequence[Reading]) -> tuple[int, list[str]]:
    """How many claims and flags the second holds, and the rows that only one of them has."""
    total, rows = 0, []
    for chosen, full in zip(one, other, strict=True):
        pairs = ((chosen.claims, full.claims), (chosen.flags, full.flags))
        for few, all_ in pairs:
            total += len(all_)
            rows += [f"{chosen.document.id}: {row}" for row in {*map(str, few)} ^ {*map(str, all_)}]
    return total, rows


def main() -> None:
    """The table on stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=40)
    asked = parser.parse_args()
    tokenizer, clock = blank_english(), TrainedClock()
    sys.stdout.write("text            tokens  cascade  everywhere  whole  trained  rows alike\n")
    for name, make in (("press releases", press_releases), ("abstracts", abstracts)):
        documents = make(asked.data, asked.documents)
        annotate(documents[0])
        tokens, _ = timed(lambda d: tokenizer(d.text), documents)
        clock.read()
        fast, few = timed(annotate, documents)
        chosen = clock.read()
        slow, everything = timed(lambda d: annotate(d, every_sentence=True), documents)
        trained = clock.read() / chosen
        total, rows = differing(few, everything)
        alike = f"{1 - len(rows) / max(total, 1):.2%} of {total}"
        speeds = f"{tokens:7.0f}{fast:9.0f}{slow:12.0f}{fast / slow:7.2f}{trained:9.2f}"
        sys.stdout.write(f"{name:15}{speeds}  {alike}\n")
        sys.stderr.writelines(f"  {row[:300]}\n" for row in rows)


if __name__ == "__main__":
    main()
