"""`hedgerow report`: how sources characterise a topic, on the terminal or as one HTML file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from flows.settings import Settings
from flows.terminal import out, print_json
from warehouse.report import read_report, report


def run_report(settings: Settings, topic: str | None, output: Path | None, *, as_json: bool) -> int:
    """Zero, once the report is on stdout or in its file."""
    if as_json and output is None:
        print_json(asdict(read_report(settings.home, topic)))
        return 0
    found = report(settings.home, topic, output)
    if as_json:
        told = {"file": str(output), "claims": found.total_claims, "documents": found.documents}
        print_json({"topic": found.name, **told})
    elif output is not None:
        out.print(f"{output}: {found.total_claims} claims on {found.documents} pages", markup=False)
    return 0
