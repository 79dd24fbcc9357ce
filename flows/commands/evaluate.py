"""`hedgerow evaluate`: the extractors scored on public data, beside published figures."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from extractors.errors import InputError
from extractors.evaluation.figures import evaluate, figure_rows
from flows.terminal import err, out, print_error, print_json


def run_evaluate(data: Path | None, *, as_json: bool) -> int:
    """The exit code, once the table is on stdout: 3 where some corpora are missing, 2 for all."""
    folder = data or Path(os.environ.get("HEDGEROW_DATA") or "../shared/data")
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; name the public data with --data")
    with err.status("scoring"):
        figures = list(evaluate(folder))
    missing = sorted({row.module for row in figure_rows()} - {row.module for row in figures})
    if not figures:
        raise InputError(f"{folder}: none of the corpora {', '.join(missing)} is there")
    if as_json:
        print_json({"figures": [asdict(figure) for figure in figures], "missing": missing})
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("figure")
        table.add_column("here", justify="right")
        table.add_column("published elsewhere")
        for figure in figures:
            table.add_row(figure.label, f"{figure.value:.3f}", figure.published)
        out.print(table)
    if missing:
        print_error(f"no data for {', '.join(missing)} in {folder}")
    return 3 if missing else 0
