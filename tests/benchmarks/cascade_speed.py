"""Words per second of the cascade, of the trained stages on every sentence, and of bare tokens.

    python tests/benchmarks/cascade_speed.py DATA [--documents 40]

One process, CPU time, the same real texts for all, each read once before: press releases
(DATA/hype) and abstracts (DATA/jats, the first regions). "gate open" is the same code with the
trained stages on every sentence; "spaCy" the pipeline as spaCy runs it, nlp.pipe in batches of 16
with every component, and the same rules after it. Each is a speed of the whole reading, with the
cascade's ratio to it. "stages" is the ratio, gate open, of tokens, sentences, lexicon, cues and
trained stages; "trained" that of the trained stages alone. Claims and flags of the cascade are
compared with those of the open gate, row by row; differences go to stderr.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar

import spacy

from extractors.documents.jats import read_jats
from extractors.documents.text import read_text
from extractors.language import annotate as reading
from extractors.language import cascade
from extractors.language.annotate import annotate
from extractors.language.claims import claims
from extractors.language.trees.trained import multiply_with_numpy
from extractors.language.wording import cues
from extractors.language.words.tokens import blank_english
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


def spacy_seconds(documents: Sequence[Document]) -> float:
    """CPU seconds of all components on all of the texts, as spaCy runs them: the better of two.

    With numpy's products, as here, so that the ratio is not one of matrix libraries.
    """
    weights = resources.files("extractors") / "weights" / "english"
    nlp = spacy.load(str(weights))
    multiply_with_numpy(nlp)
    texts = [document.text for document in documents]
    list(nlp.pipe(texts[:2]))
    taken = []
    for _ in range(2):
        start = time.process_time()
        for _doc in nlp.pipe(texts, batch_size=16):
            pass
        taken.append(time.process_time() - start)
    return min(taken)


class Clock:
    """CPU seconds in some stages of the reading since they were last asked for.

    What another clock takes inside of a stage is that clock's alone.
    """

    _inside: ClassVar[list[float]] = []

    def __init__(self, *stages: tuple[Any, str]) -> None:
        self.seconds = 0.0
        for module, stage in stages:
            setattr(module, stage, self._clocked(getattr(module, stage)))

    def _clocked(self, stage: Callable[..., Any]) -> Callable[..., Any]:
        def clocked(*arguments: Any, **options: Any) -> Any:
            self._inside.append(0.0)
            start = time.process_time()
            try:
                return stage(*arguments, **options)
            finally:
                taken = time.process_time() - start
                self.seconds += taken - self._inside.pop()
                if self._inside:
                    self._inside[-1] += taken

        return clocked

    def read(self) -> float:
        """The seconds, and none from here on."""
        seconds, self.seconds = self.seconds, 0.0
        return seconds


def trained_clock() -> Clock:
    """A clock of the stages that run weights."""
    return Clock((cascade, "with_unlisted_names"), (cascade, "with_trees"))


def exact_clock() -> Clock:
    """A clock of tokens, sentences, lexicon and cues, those of relations too; all text has them."""
    words = ((cascade, "find_triggers"), (claims, "find_triggers"))
    return Clock((reading, "parse"), (cues, "find_cues"), *words)


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
    tokenizer, clock, exact = blank_english(), trained_clock(), exact_clock()
    heads = ("text", "tokens", "cascade", "gate open", "", "spaCy", "", "stages", "trained")
    sys.stdout.write(_line(*heads) + "  rows alike\n")
    for name, make in (("press releases", press_releases), ("abstracts", abstracts)):
        documents = make(asked.data, asked.documents)
        words = sum(len(document.text.split()) for document in documents)
        annotate(documents[0])
        tokens, _ = timed(lambda d: tokenizer(d.text), documents)
        timed(annotate, documents)
        clock.read()
        exact.read()
        fast, few = timed(annotate, documents)
        chosen, cheap = clock.read(), exact.read()
        slow, everything = timed(lambda d: annotate(d, every_sentence=True), documents)
        every, cheap_again = clock.read(), exact.read()
        stages = (every + cheap_again) / (chosen + cheap)
        peer = words / (spacy_seconds(documents) + words / fast - chosen)
        total, rows = differing(few, everything)
        alike = f"{1 - len(rows) / max(total, 1):.2%} of {total}"
        speeds = (tokens, fast, slow, fast / slow, peer, fast / peer, stages, every / chosen)
        sys.stdout.write(f"{_line(name, *map(_short, speeds))}  {alike}\n")
        sys.stderr.writelines(f"  {row[:300]}\n" for row in rows)


def _line(first: str, *cells: str) -> str:
    return f"{first:15}" + "".join(f"{cell:>11}" for cell in cells)


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.2f}x"


if __name__ == "__main__":
    main()
