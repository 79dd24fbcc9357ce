"""Immutable Parquet parts: what a batch found, safe on disk before the store hears of it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.model import Reading
from warehouse.columns import RUN_TABLES, SCHEMAS
from warehouse.enumerations import first_breach
from warehouse.moments import moment
from warehouse.records import (
    Capture,
    FetchRecord,
    IssueRecord,
    RunRecord,
    SourceRecord,
    SourceRunRecord,
)
from warehouse.rows import Row, reading_rows

__all__ = ["staged_parts", "write_part"]

PART = "part-"
BAD_OFFSETS, UNKNOWN_VALUE = "offsets_do_not_fit", "value_outside_enumeration"


def write_part(
    folder: Path,
    readings: Sequence[tuple[Capture, Reading]] = (),
    *,
    fetches: Iterable[FetchRecord] = (),
    issues: Iterable[IssueRecord] = (),
    sources: Iterable[SourceRecord] = (),
    runs: Iterable[RunRecord] = (),
    source_runs: Iterable[SourceRunRecord] = (),
) -> Path:
    """The new part: a folder of Parquet files inside `folder`, which is `staging/RUN_ID`.

    It appears whole or not at all, also after `kill -9` or a power cut, and is never changed
    again. The name is a hash of the rows: writing the same batch twice gives the same part. A
    reading that would fail the checks before a publish (offsets that do not fit its text, a value
    outside its enumeration) is left out and becomes an issue.
    """
    tables: dict[str, list[Row]] = defaultdict(list)
    _add_readings(tables, readings)
    told = {
        "sources": sources,
        "runs": runs,
        "source_runs": source_runs,
        "fetches": fetches,
        "issues": issues,
    }
    for name, records in told.items():
        tables[name].extend(_record_row(name, record) for record in records)
    arrow = {
        name: pa.Table.from_pylist(rows, schema=SCHEMAS[name])
        for name, rows in tables.items()
        if rows
    }
    return _write(folder, arrow)


def staged_parts(staging: Path) -> Iterator[Path]:
    """Every finished part of every run, in a fixed order; half-written ones are not seen."""
    for folder in sorted(staging.glob(f"*/{PART}*")):
        if folder.is_dir():
            yield folder


def _add_readings(
    tables: dict[str, list[Row]], readings: Iterable[tuple[Capture, Reading]]
) -> None:
    seen: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for capture, reading in readings:
        try:
            reading.audit()
        except AssertionError as error:
            tables["issues"].append(_unfit(capture, BAD_OFFSETS, str(error)))
            continue
        rows = reading_rows(capture, reading)
        if breach := first_breach(rows):
            tables["issues"].append(_unfit(capture, UNKNOWN_VALUE, breach))
            continue
        key = (rows["documents"][0]["document_id"], reading.extractor_version)
        if key in seen["readings"]:
            tables["captures"].extend(rows["captures"])
            continue
        seen["readings"].add(key)
        for name, found in rows.items():
            tables[name].extend(found)


def _unfit(capture: Capture, reason: str, detail: str) -> Row:
    return {
        "run_id": capture.run_id,
        "source": capture.source,
        "url": capture.url,
        "stage": "load",
        "reason": reason,
        "detail": detail[:500],
        "noticed_at": moment(capture.fetched_at),
    }


def _record_row(name: str, record: Any) -> Row:
    times = {field.name for field in RUN_TABLES[name] if pa.types.is_timestamp(field.type)}
    values = asdict(record)
    if name == "issues":
        values["noticed_at"] = values.pop("at")
    return {field: moment(value) if field in times else value for field, value in values.items()}


def _write(folder: Path, tables: Mapping[str, pa.Table]) -> Path:
    part = folder / f"{PART}{_digest(tables)}"
    if part.is_dir():
        return part
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".draft-{os.getpid()}-{part.name}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for name, table in tables.items():
        path = draft / f"{name}.parquet"
        pq.write_table(table, path, compression="zstd")
        sync(path)
    sync(draft)
    _put(draft, part)
    sync(folder)
    return part


def _put(draft: Path, part: Path) -> None:
    """The draft becomes the part, unless another worker was faster with the same rows."""
    try:
        draft.rename(part)
    except OSError:
        if not part.is_dir():
            raise
        shutil.rmtree(draft)


def _digest(tables: Mapping[str, pa.Table]) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for name in sorted(tables):
        digest.update(name.encode())
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, tables[name].schema) as stream:
            stream.write_table(tables[name])
        digest.update(sink.getvalue())
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Makes a file or folder survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
