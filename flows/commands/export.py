"""`hedgerow export`: the warehouse as Parquet that other engines read as it is, or verdicts."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from flows.settings import Settings
from flows.terminal import out, print_json
from warehouse.export import export_parquet


def run_export(settings: Settings, folder: Path, *, as_json: bool) -> int:
    """Zero, once every table, the main views and the manifest lie in the folder."""
    manifest = export_parquet(settings.home, folder)
    told = json.loads(manifest.read_text("utf-8"))
    parts = [*told["tables"], *told["views"]]
    files = sum(len(part["files"]) for part in parts)
    size = sum(file["bytes"] for part in parts for file in part["files"])
    rows = {part["name"]: part["rows"] for part in told["tables"]}
    if as_json:
        print_json({"manifest": str(manifest), "files": files, "bytes": size, "rows": rows})
    else:
        out.print(
            f"{folder}: {len(told['tables'])} tables and {len(told['views'])} views in {files} "
            f"files, {size / 1e6:.1f} MB; {manifest.name} lists them",
            markup=False,
            soft_wrap=True,
        )
    return 0


def run_export_reviews(settings: Settings, folder: Path, *, as_json: bool) -> int:
    """Zero, once every published verdict lies in the folder, for training."""
    from extractors.language.words.tokens import blank_english
    from warehouse.review.training import LINES, SPANS, export_reviews

    told = export_reviews(settings.home, folder, blank_english())
    if as_json:
        print_json({"folder": str(folder), **asdict(told)})
    else:
        out.print(
            f"{folder}: {told.lines} judged flags and claims in {LINES}; {told.hype} spans of hype "
            f"and {told.no_hype} of none in {told.sentences} sentences in {SPANS}",
            markup=False,
            soft_wrap=True,
        )
    return 0
