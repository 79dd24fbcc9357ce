"""Words per CPU-second of the whole extraction and of its peers on the same real texts.

    python tests/benchmarks/extraction_speed.py DATA [--medspacy PYTHON] [--documents 60]

Press releases and abstracts, each read once before, one process and one thread each. Peers: the
same code with every stage on every sentence; the whole pipeline as spaCy runs it, with the same
rules after it; and medspaCy. medspaCy gets every spelling of the shipped lexicon as a target, its
own sentence splitter and its own ConText rules. What each finds stands beside the speeds: medspaCy
knows targets and what modifies them, not claims, hype, quantities or designs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cascade_speed import (
    abstracts,
    differing,
    press_releases,
    spacy_seconds,
    timed,
    trained_clock,
)
from rows import Row, write_rows

from extractors.language.annotate import annotate
from extractors.language.names.lexicon import load_lexicon
from extractors.model import Document, Reading

UNIT = "words / CPU-second"
HERE = Path(__file__).parent


def of_medspacy(interpreter: str, documents: Sequence[Document]) -> dict[str, Any]:
    """What medspaCy found and how long it took, the better of two runs."""
    lexicon = load_lexicon()
    terms = sorted({(s.text, lexicon.concepts[s.concept_id].type) for s in lexicon.spellings})
    given = json.dumps({"texts": [document.text for document in documents], "terms": terms})
    command = [interpreter, str(HERE / "medspacy_speed.py")]
    runs = [
        json.loads(
            subprocess.run(command, input=given, text=True, check=True, capture_output=True).stdout
        )
        for _ in range(2)
    ]
    return min(runs, key=lambda run: float(run["seconds"]))


def found_here(readings: Sequence[Reading]) -> str:
    flags = Counter(flag.kind for reading in readings for flag in reading.flags)
    counts = {
        "mentions": sum(len(reading.mentions) for reading in readings),
        "claims": sum(len(reading.claims) for reading in readings),
        "quantities": sum(len(reading.quantities) for reading in readings),
        **{f"{kind} cues" if kind != "hype" else "hype": flags[kind] for kind in sorted(flags)},
    }
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def found_there(run: dict[str, Any], readings: Sequence[Reading]) -> str:
    """medspaCy's finds in words, and how many of its targets are mentions here too."""
    ours = [{(m.start, m.end) for m in reading.mentions} for reading in readings]
    wide = [[(m.start, m.end) for m in reading.mentions] for reading in readings]
    shared = sum((start, end) in ours[i] for i, start, end, *_ in run["found"])
    inside = sum(
        any(s < end and start < e for s, e in wide[i]) for i, start, end, *_ in run["found"]
    )
    modified = Counter(category for *_, categories in run["found"] for category in categories)
    told = ", ".join(f"{number} {name.lower()}" for name, number in modified.most_common(5))
    return (
        f"{len(run['found'])} targets, of which {shared} are mentions here and {inside - shared} "
        f"overlap one; modified: {told}"
    )


def rows(data: Path, interpreter: str | None, count: int) -> list[Row]:
    made = []
    clock = trained_clock()
    annotate(press_releases(data, 1)[0])
    for name, documents in (
        ("press releases", press_releases(data, count)),
        ("abstracts", abstracts(data, count)),
    ):
        words = sum(len(document.text.split()) for document in documents)
        timed(annotate, documents)
        clock.read()
        speed, readings = timed(annotate, documents)
        rules = words / speed - clock.read()
        every, full = timed(lambda d: annotate(d, every_sentence=True), documents)
        total, differences = differing(readings, full)
        alike = f"{1 - len(differences) / max(total, 1):.1%} of {total} claims and flags alike"
        work = f"extract, {name}"
        made.append(Row(work, UNIT, speed, "all stages on every sentence", every, alike))
        plain = words / (spacy_seconds(documents) + rules)
        made.append(Row(work, UNIT, speed, "spaCy's own run and the same rules", plain))
        if interpreter is None:
            made.append(Row(work, UNIT, speed, "medspaCy", None, "skipped: no --medspacy PYTHON"))
            continue
        run = of_medspacy(interpreter, documents)
        note = f"here {found_here(readings)}; medspaCy {found_there(run, readings)}"
        peer = f"medspaCy {run['version']}, spaCy {run['spacy']}"
        made.append(Row(work, UNIT, speed, peer, words / run["seconds"], note))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--medspacy", help="an interpreter that has medspaCy")
    parser.add_argument("--documents", type=int, default=60)
    asked = parser.parse_args()
    write_rows(rows(asked.data, asked.medspacy, asked.documents))


if __name__ == "__main__":
    main()
