"""The options and arguments that commands of `hedgerow` share, each with its help."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder that holds all state [default: ./hedgerow-data]."),
]
DemoHome = Annotated[
    Path | None,
    typer.Option("--home", help="A new folder, or an earlier demo's [default: ./hedgerow-demo]."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]

# --- crawl, schedule, reextract ------------------------------------------------------------------

Sources = Annotated[
    Path | None, typer.Option("--sources", help="A catalogue [default: sources.toml in the home].")
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Only this source; repeatable.")]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, help="At most so many documents from each source."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched.")]
Runner = Annotated[
    str,
    typer.Option(
        "--runner",
        help="Who reads: local (processes of this machine) or dask (an existing cluster).",
        autocompletion=lambda: ["local", "dask"],
    ),
]
DaskAddress = Annotated[
    str | None,
    typer.Option(
        "--dask-address", help="The cluster's scheduler [default: DASK_SCHEDULER_ADDRESS]."
    ),
]

# --- schedule ------------------------------------------------------------------------------------

Cron = Annotated[
    str, typer.Option("--cron", help="Minute, hour, day of month, month, day of week.")
]
Timezone = Annotated[
    str | None, typer.Option("--timezone", help="Of the cron line [default: this machine's].")
]
CatchUp = Annotated[bool, typer.Option(help="After missed nights, crawl once at the start.")]
Deployment = Annotated[str, typer.Option("--name", help="Of Prefect's deployment.")]
Server = Annotated[
    str | None,
    typer.Option("--server", help="A Prefect server of yours [default: one of the home's own]."),
]
ServerPort = Annotated[
    int | None,
    typer.Option(
        "--port",
        min=1,
        max=65535,
        help="Where the home's own server listens [default: 8438].",
    ),
]
PrintSystemd = Annotated[
    bool, typer.Option("--print-systemd", help="Only print a unit file for systemd.")
]

# --- extract, sql, report ------------------------------------------------------------------------

Files = Annotated[list[str] | None, typer.Argument(help="Files, or - for stdin.")]
Input = Annotated[
    str | None,
    typer.Option(
        "--input",
        help="text, html, jats, pubmed or jsonl [default: told by the file's name].",
        autocompletion=lambda: ["text", "html", "jats", "pubmed", "jsonl"],
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Reading processes.")]
Dropped = Annotated[
    bool,
    typer.Option("--dropped", help="Show instead what was left out of each page, and why."),
]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Show each sentence with its parse, and why it says what."),
]
ExplainedOutput = Annotated[
    Path | None, typer.Option("-o", "--output", help="With --explain: one HTML file instead.")
]
ExplainedJson = Annotated[
    bool, typer.Option("--json", help="With --dropped or --explain: one JSON line a page.")
]
Query = Annotated[str | None, typer.Argument(help="SQL; without it, a prompt.")]
Format = Annotated[
    str,
    typer.Option(
        "--format",
        help="table, csv, json or parquet.",
        autocompletion=lambda: ["table", "csv", "json", "parquet"],
    ),
]
AnswerOutput = Annotated[Path | None, typer.Option("-o", "--output", help="Write here.")]
Topic = Annotated[
    str | None,
    typer.Argument(help="A drug, cytokine or outcome [default: the whole warehouse]."),
]
ReportOutput = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write one HTML file with plots here.")
]

# --- review --------------------------------------------------------------------------------------

ReviewPort = Annotated[
    int | None,
    typer.Option(
        "--port", min=0, max=65535, help="Listen here; 0 takes a free one [default: 8437]."
    ),
]
Host = Annotated[
    str, typer.Option("--host", help="Listen here; readers elsewhere need the printed link.")
]
Reviewer = Annotated[
    str | None, typer.Option("--reviewer", help="Name of the reader [default: the user's name].")
]

# --- one command each ----------------------------------------------------------------------------

Url = Annotated[str, typer.Argument(help="The page, as documents.url has it.")]
NewFolder = Annotated[Path, typer.Argument(help="A new or empty folder.")]
Exported = Annotated[Path, typer.Argument(help="The folder that an export wrote.")]
ReviewsOnly = Annotated[
    bool,
    typer.Option("--reviews", help="Only what people judged, for training: JSON lines, spaCy."),
]
Since = Annotated[
    datetime | None,
    typer.Option(
        "--since", formats=["%Y-%m-%d"], help="Only pages fetched on this day or later (UTC)."
    ),
]
Source = Annotated[str | None, typer.Option("--source", help="Only pages of this source.")]
PublicData = Annotated[
    Path | None,
    typer.Option("--data", help="Public data [default: HEDGEROW_DATA, ../shared/data]."),
]
TrainedFolder = Annotated[
    Path,
    typer.Option("--output", help="Folder for corpora, checkpoints and the finished pipeline."),
]
TrainingStep = Annotated[
    str, typer.Option("--step", help="One step of project.yml instead of all.")
]
