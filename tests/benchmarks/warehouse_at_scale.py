"""How the warehouse does at scale: `python tests/benchmarks/warehouse_at_scale.py [CLAIMS] [HOME]`.

Makes CLAIMS claims (default 100000) with their sentences, mentions and flags and loads them, a
million at a time; the first million is also written straight into empty tables of the same columns.
Then a night's 1000 pages are loaded, everything is published, and the usual questions are timed.
Ten million claims need 30 GB of disk, 4 GB of memory and half an hour of two cores.
A HOME that holds a warehouse already is only published anew and asked.

Prints one JSON object. Times are `[wall seconds, CPU seconds]`, of questions in milliseconds and
the best of three; on a shared machine wall times are upper bounds, ratios of CPU times firmer.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from made_up_claims import CLAIMS_PER_PAGE, write_parts

from warehouse.columns import READING_TABLES
from warehouse.load import load_parts
from warehouse.migrations import migrate
from warehouse.places import Places
from warehouse.publish import publish
from warehouse.store import STORAGE

Times = tuple[float, float]

AT_ONCE = 1_000_000
A_NIGHT = 1_000

QUESTIONS = {
    "characterization of one drug": "FROM characterization WHERE subject = 'drug 3'",
    "characterization of one pair": (
        "FROM characterization WHERE subject = 'drug 3' AND object = 'condition 5'"
    ),
    "characterization, all": "SELECT count(*), sum(claims) FROM characterization",
    "source x drug x certainty": (
        "SELECT source, subject, certainty, count(*) FROM claims GROUP BY ALL ORDER BY 4 DESC"
    ),
    "top hype": (
        "SELECT category, surface, count(*) FROM hype_flags WHERE is_flag GROUP BY ALL "
        "ORDER BY 3 DESC LIMIT 20"
    ),
    "claims of one page": (
        "SELECT * FROM claims WHERE document_id = (SELECT min(document_id) FROM raw.documents)"
    ),
    "claims_about macro": "FROM claims_about('drug 3', 'condition 5')",
    "how_sources_say macro": "FROM how_sources_say('drug 3')",
    "how_sources_say macro, a pair": "FROM how_sources_say('drug 3', 'condition 5')",
    "certainty_trends of one pair": (
        "FROM certainty_trends WHERE subject = 'drug 3' AND object = 'condition 5'"
    ),
    "contradictions of one drug": "FROM contradictions WHERE subject = 'drug 3'",
    "contradictions, all": "SELECT count(*), max(example_harmful) FROM contradictions",
    "document_profile, worst": (
        "FROM document_profile ORDER BY hype_per_1000_words DESC NULLS LAST LIMIT 20"
    ),
    "claims by month": (
        "SELECT date_trunc('month', published_at), certainty, count(*) FROM claims GROUP BY ALL"
    ),
    "words in sentences": "SELECT count(*) FROM claims WHERE sentence ILIKE '%small trial%'",
    "whats_new, one run": (
        "SELECT kind, count(*) FROM whats_new WHERE run_id = 'run-000000000' GROUP BY ALL"
    ),
    "tellings of one study": (
        "FROM tellings WHERE study_id = (SELECT min(study_id) FROM raw.studies)"
    ),
    "tellings, all": "SELECT count(*), count(certainty) FROM tellings",
    "studies": "SELECT count(*), max(documents) FROM studies",
    "review_queue": "FROM review_queue ORDER BY priority DESC LIMIT 50",
    "rule_precision": "FROM rule_precision",
    "sources": "FROM sources",
}


def timed(step: Callable[[], object]) -> Times:
    """Wall and CPU seconds that the step took, those of its threads included."""
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    return round(time.perf_counter() - wall, 3), round(time.process_time() - cpu, 3)


def fill(home: Path, claims: int) -> dict[str, object]:
    """Times and sizes of writing so many claims; the home holds them, not yet published."""
    pages, step = claims // CLAIMS_PER_PAGE, AT_ONCE // CLAIMS_PER_PAGE
    told: dict[str, object] = {}
    load, staged = [], 0
    for first in range(0, pages, step):
        write_parts(home, first, min(step, pages - first))
        staged += sum(f.stat().st_size for f in Places(home).staging.rglob("*.parquet"))
        if first == 0:
            straight, size = straight_into_tables(home)
            told = {"straight, first million": straight, "straight bytes": size}
        load.append(timed(lambda: load_parts(home)))
        if first == 0:
            ratios = [
                round(ours / theirs, 2) for ours, theirs in zip(load[0], straight, strict=True)
            ]
            told["load / straight, first million"] = ratios
        say(f"{first + step} pages: {told}, load {load[-1]}")
        shutil.rmtree(Places(home).staging)
    return told | {
        "load, each million": load,
        "load, 1000 pages more": load_a_night(home, pages),
        "staged bytes": staged,
        "store bytes": Places(home).store.stat().st_size,
    }


def straight_into_tables(home: Path) -> tuple[Times, int]:
    """Times and bytes of the staged Parquet in empty tables: not checked, linked or versioned."""
    file = home / "straight.duckdb"
    config = {"storage_compatibility_version": STORAGE, "memory_limit": "2GB"}
    with duckdb.connect(str(file), config=dict(config)) as bare:
        migrate(bare)

    def write() -> None:
        with duckdb.connect(str(file), config=dict(config)) as bare:
            bare.begin()
            for table in READING_TABLES:
                parts = str(Places(home).staging / "*" / "*" / f"{table}.parquet")
                if bare.execute("FROM glob(?)", [parts]).fetchone():
                    bare.execute(f"INSERT INTO raw.{table} BY NAME FROM read_parquet('{parts}')")
            bare.commit()

    times, size = timed(write), file.stat().st_size
    file.unlink()
    return times, size


def load_a_night(home: Path, first: int) -> Times:
    """Wall and CPU seconds of loading 1000 pages more, from page `first` on."""
    write_parts(home, first, A_NIGHT)
    times = timed(lambda: load_parts(home))
    shutil.rmtree(Places(home).staging)
    return times


def ask(home: Path) -> dict[str, list[int]]:
    """Milliseconds, wall and CPU, of each question on the published snapshot."""
    answers = {}
    config = {"memory_limit": "2GB", "temp_directory": ""}
    snapshot = str(Places(home).published.resolve())
    with duckdb.connect(snapshot, read_only=True, config=dict(config)) as reader:
        for name, query in QUESTIONS.items():
            times = [timed(lambda q=query: reader.execute(q).fetchall()) for _ in range(3)]
            answers[name] = [round(1000 * seconds) for seconds in min(times)]
            say(f"{name}: {answers[name]} ms")
    return answers


def start_up(home: Path) -> Times:
    """Wall and CPU seconds of `hedgerow sql "select 1"`, the best of three."""
    command = [sys.executable, "-m", "flows", "--home", str(home), "sql", "select 1"]

    def once() -> Times:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall, _ = timed(lambda: subprocess.run(command, check=True, capture_output=True))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return wall, round(spent, 3)

    return min(once() for _ in range(3))


def measure(home: Path, claims: int) -> dict[str, object]:
    """Everything that is printed."""
    told: dict[str, object] = {}
    if not Places(home).store.exists():
        told = {"claims": claims} | fill(home, claims)
        told["publish, all audited"] = timed(lambda: publish(home, keep=1))
        say(f"published {told['publish, all audited']}")
        load_a_night(home, claims // CLAIMS_PER_PAGE + A_NIGHT)
        told["publish, 1000 pages new"] = timed(lambda: publish(home, keep=1))
    told["publish, nothing new"] = timed(lambda: publish(home, keep=1))
    return told | {
        "milliseconds": ask(home),
        "sql start-up": start_up(home),
        "snapshot bytes": Places(home).published.stat().st_size,
        "peak memory bytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def say(line: str) -> None:
    """None; how far it is, on stderr."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    try:
        sys.stdout.write(json.dumps(measure(place, asked), indent=1) + "\n")
    finally:
        if len(sys.argv) <= 2:
            shutil.rmtree(place)
