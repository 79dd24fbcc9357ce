"""Every benchmark against its peer, as one table: `python tests/benchmarks/table.py DATA`.

    python tests/benchmarks/table.py DATA [--scrapy PYTHON] [--medspacy PYTHON] [--only NAME]
        [--documents 60] [--pages 3000] [--claims 100000]

DATA is the folder of public data. A peer runs in an environment of its own, whose interpreter is
named; a row whose peer is not there says so. One part runs at a time, each in processes of their
own with one thread of numpy; speeds are by CPU time where not said otherwise, so that a busy
machine blurs them little, and a ratio compares two figures of the same minutes. Takes about five
minutes of one core.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from rows import Row, read_rows, table_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENVIRONMENT = {
    **os.environ,
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
    "PYTHONPATH": str(ROOT),
}
LINE = re.compile(r"^(\w+) +(\d+) pages +(\d+) per CPU-second", re.M)


def said_by(script: str, *words: str) -> str:
    """The stdout of a benchmark; its complaints go where ours go."""
    command = [sys.executable, str(HERE / script), *words]
    done = subprocess.run(command, env=ENVIRONMENT, text=True, check=True, stdout=subprocess.PIPE)
    return done.stdout


def of_fetching(asked: argparse.Namespace) -> list[Row]:
    peer = ["--scrapy", asked.scrapy] if asked.scrapy else []
    told = said_by("fetch_throughput.py", "--pages", str(asked.pages), *peer)
    speeds = {name: float(speed) for name, _, speed in LINE.findall(told)}
    unit, scrapy = "pages / CPU-second", speeds.get("scrapy")
    missing = "" if scrapy else "skipped: no --scrapy PYTHON"
    bare = "with robots.txt, one request at a time of each host, and every request in SQLite"
    kept = f"{bare}, each body in the WARC archive; Scrapy does none of these and keeps nothing"
    return [
        Row("fetch", unit, speeds["bare"], "Scrapy", scrapy, missing or bare),
        Row("fetch and archive", unit, speeds["fetcher"], "Scrapy", scrapy, missing or kept),
    ]


def of_reading(asked: argparse.Namespace) -> list[Row]:
    return read_rows(said_by("reading_speed.py", str(asked.data)))


def of_extraction(asked: argparse.Namespace) -> list[Row]:
    peer = ["--medspacy", asked.medspacy] if asked.medspacy else []
    words = [str(asked.data), "--documents", str(asked.documents), *peer]
    return read_rows(said_by("extraction_speed.py", *words))


def of_warehouse(asked: argparse.Namespace) -> list[Row]:
    told = json.loads(said_by("warehouse_at_scale.py", str(asked.claims)))
    straight, load = told["straight, first million"][1], told["load, each million"][0][1]
    work, claims = f"load {asked.claims:,} claims", asked.claims
    loaded = Row(
        work, "claims / CPU-second", claims / load, "DuckDB, the same Parquet into empty tables",
        claims / straight, "the load also checks, links, versions and refuses duplicates",
    )  # fmt: skip
    asks = {name: float(times[0]) for name, times in told["milliseconds"].items()}
    slowest = max(asks, key=lambda name: asks[name])
    usual = sorted(asks.values())[len(asks) // 2]
    note = f"{len(asks)} questions; the slowest, {slowest}: {asks[slowest]:.0f} ms"
    return [loaded, Row("ask, the median question", "ms, wall", usual, note=note)]


def of_a_crawl(asked: argparse.Namespace) -> list[Row]:
    return read_rows(said_by("end_to_end.py", str(asked.data)))


PARTS: dict[str, Callable[[argparse.Namespace], list[Row]]] = {
    "fetch": of_fetching,
    "read": of_reading,
    "extract": of_extraction,
    "warehouse": of_warehouse,
    "crawl": of_a_crawl,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--scrapy", help="an interpreter that has Scrapy")
    parser.add_argument("--medspacy", help="an interpreter that has medspaCy")
    parser.add_argument("--only", choices=PARTS, action="append")
    for name, usual in (("documents", 60), ("pages", 3000), ("claims", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    if not (asked.data / "hype").is_dir():
        parser.error(f"{asked.data}: no public data there")
    rows: list[Row] = []
    for name in asked.only or PARTS:
        sys.stderr.write(f"{name} ...\n")
        rows += PARTS[name](asked)
    cores, load = os.cpu_count(), os.getloadavg()[0]
    machine = f"{platform.machine()}, {cores} cores, load {load:.1f} at the end"
    sys.stdout.write(f"{table_of(rows)}\nPython {platform.python_version()}, {machine}.\n")


if __name__ == "__main__":
    main()
