"""`hedgerow import`: a home's warehouse made of an export."""

from __future__ import annotations

from pathlib import Path

from flows.terminal import out, print_json
from warehouse.reimport import import_parquet


def run_import(home: Path, folder: Path, *, as_json: bool) -> int:
    """Zero, once the home answers as the warehouse that was exported.

    Raises InputError when the export is broken, or the home has a warehouse already.
    """
    snapshot = import_parquet(folder, home)
    if as_json:
        print_json({"home": str(home), "snapshot": str(snapshot)})
    else:
        out.print(f"{home}: published {snapshot.name}", markup=False, soft_wrap=True)
    return 0
