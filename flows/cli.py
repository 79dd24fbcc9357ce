"""The `hedgerow` command: argument parsing only; each command imports what it needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from extractors.errors import HedgerowError, InputError
from flows.settings import Settings, home_folder, read_settings
from flows.terminal import print_error

DONE, FAILED, BAD_INPUT, PARTLY = 0, 1, 2, 3

app = typer.Typer(
    name="hedgerow",
    help="Scrapes health news, blogs, press releases and papers, and extracts who claims what, "
    "how surely, on what evidence.\n\nStart with: hedgerow demo",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder that holds all state [default: ./hedgerow-data]."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
RunnerOption = Annotated[
    str,
    typer.Option(
        "--runner",
        help="Who reads: local (processes of this machine) or dask (an existing cluster).",
        autocompletion=lambda: ["local", "dask"],
    ),
]
DaskOption = Annotated[
    str | None,
    typer.Option(
        "--dask-address", help="The cluster's scheduler [default: DASK_SCHEDULER_ADDRESS]."
    ),
]


@app.callback()
def main_options(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> None:
    """Options that may stand before any command."""
    context.obj = {"home": home, "json": json}


def _settings(context: typer.Context, home: Path | None) -> Settings:
    return read_settings(home_folder(home or context.obj["home"]))


def _guarded(command: Callable[..., int]) -> Callable[..., None]:
    """The command with our errors as one line on stderr, and its exit code."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except InputError as error:
            print_error(str(error))
            code = BAD_INPUT
        except HedgerowError as error:
            print_error(str(error))
            code = FAILED
        except BrokenPipeError:
            # Whoever read our output has had enough; nothing more can be told, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = DONE
        except OSError as error:
            print_error(f"{error.filename or 'a file'}: {error.strerror or error}")
            code = BAD_INPUT
        except KeyboardInterrupt as error:
            from flows.interruptible import leave

            kept = "; what was fetched and staged is kept, run again to go on"
            print_error("interrupted" + (kept if command.__name__ == "crawl" else ""))
            leave(getattr(error, "exit_code", 130))
        raise typer.Exit(code)

    return run


@app.command()
@_guarded
def init(context: typer.Context, home: HomeOption = None) -> int:
    """Write a commented settings.toml and sources.toml into the home."""
    from flows.commands.init import write_home

    return write_home(_settings(context, home).home)


@app.command()
@_guarded
def demo(context: typer.Context, json: JsonOption = False) -> int:
    """Crawl bundled pages on one invented trial and show how each source tells it.

    Needs no network, no account, no settings; writes ./hedgerow-demo.
    """
    from flows.commands.demo import run_demo

    return run_demo(Path("hedgerow-demo").resolve(), as_json=json or context.obj["json"])


@app.command(
    epilog="Examples: hedgerow crawl --dry-run; hedgerow crawl --sources mine.toml --only my-blog"
)
@_guarded
def crawl(
    context: typer.Context,
    sources: Annotated[
        Path | None, typer.Option(help="A catalogue [default: sources.toml in the home].")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this source; repeatable.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many documents from each source.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched.")] = False,
    runner: RunnerOption = "local",
    dask_address: DaskOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> int:
    """Crawl the catalogue once: fetch what is due, archive, extract, load, publish."""
    from flows.commands.crawl import run_crawl
    from flows.runners import Runner

    return run_crawl(
        _settings(context, home),
        catalogue=sources,
        only=tuple(only or ()),
        limit=limit,
        dry_run=dry_run,
        as_json=json or context.obj["json"],
        runner=Runner(runner, dask_address),
    )


@app.command(
    epilog='Examples: hedgerow extract post.txt page.html; echo "It may help." | hedgerow extract; '
    "hedgerow extract --explain post.txt; hedgerow extract --explain -o why.html post.txt"
)
@_guarded
def extract(
    context: typer.Context,
    files: Annotated[list[str] | None, typer.Argument(help="Files, or - for stdin.")] = None,
    input: Annotated[
        str | None,
        typer.Option(
            "--input",
            help="text, html, jats, pubmed or jsonl [default: told by the file's name].",
            autocompletion=lambda: ["text", "html", "jats", "pubmed", "jsonl"],
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Reading processes.")] = 1,
    dropped: Annotated[
        bool,
        typer.Option("--dropped", help="Show instead what was left out of each page, and why."),
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show each sentence with its parse, and why it says what."),
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="With --explain: one HTML file instead.")
    ] = None,
    home: HomeOption = None,
    json: Annotated[
        bool, typer.Option("--json", help="With --dropped or --explain: one JSON line a page.")
    ] = False,
) -> int:
    """Read files and write one JSON line per document; no crawl, no database.

    The home is asked for your own lexicon alone. What --dropped shows is kept nowhere.
    """
    if output is not None and not explain:
        raise InputError(f"--output {output}: only with --explain; JSON lines go to stdout")
    if explain and dropped:
        raise InputError("--explain and --dropped: give one of them")
    if explain:
        from flows.commands.explain import show_explained

        return show_explained(
            files or ["-"],
            input,
            output,
            as_json=json or context.obj["json"],
            user_lexicon=_settings(context, home).user_lexicon,
        )
    if dropped:
        from flows.commands.dropped import show_dropped

        return show_dropped(files or ["-"], input, as_json=json or context.obj["json"])
    from flows.commands.extract import write_lines

    return write_lines(files or ["-"], input, jobs, _settings(context, home).user_lexicon)


@app.command(
    epilog='Examples: hedgerow sql "from characterization"; hedgerow sql "..." --format csv'
)
@_guarded
def sql(
    context: typer.Context,
    query: Annotated[str | None, typer.Argument(help="SQL; without it, a prompt.")] = None,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            help="table, csv, json or parquet.",
            autocompletion=lambda: ["table", "csv", "json", "parquet"],
        ),
    ] = "table",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> int:
    """Ask the published warehouse, read-only; never blocks a crawl."""
    from warehouse.ask import ask, prompt

    folder = _settings(context, home).home
    if query is None and sys.stdin.isatty():
        prompt(folder)
        return DONE
    text = query if query is not None else sys.stdin.read()
    ask(folder, text, "json" if json or context.obj["json"] else format, output)
    return DONE


@app.command(epilog="Examples: hedgerow review; hedgerow review --reviewer ana --port 9000")
@_guarded
def review(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Listen here; 0 takes a free one [default: 8437]."),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Listen here; readers elsewhere need the printed link.")
    ] = "127.0.0.1",
    reviewer: Annotated[
        str | None, typer.Option(help="Name of the reader [default: the user's name].")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> int:
    """Serve the page on which people judge hype flags and claims, until Ctrl-C."""
    from flows.commands.review import run_review

    return run_review(
        _settings(context, home),
        host=host,
        port=port,
        reviewer=reviewer,
        as_json=json or context.obj["json"],
    )


@app.command()
@_guarded
def publish(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> int:
    """Publish the store and new reviews now."""
    from flows.commands.publish import run_publish

    return run_publish(_settings(context, home), as_json=json or context.obj["json"])


@app.command(epilog="Example: hedgerow forget https://example.org/post.html")
@_guarded
def forget(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The page, as documents.url has it.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> int:
    """Take a page out: rows, staged parts, archive records; and never fetch it again."""
    from flows.commands.forget import run_forget

    return run_forget(_settings(context, home), url, as_json=json or context.obj["json"])


@app.command(epilog="Set keep_snapshots and keep_archive_days in settings.toml.")
@_guarded
def prune(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> int:
    """Delete what the settings do not keep: old archives, snapshots, staging, Prefect's runs."""
    from flows.commands.prune import run_prune

    return run_prune(_settings(context, home), as_json=json or context.obj["json"])


@app.command(
    epilog='Examples: hedgerow schedule; hedgerow schedule --cron "30 1 * * 1-5" --print-systemd'
)
@_guarded
def schedule(
    context: typer.Context,
    cron: Annotated[
        str, typer.Option(help="Minute, hour, day of month, month, day of week.")
    ] = "0 2 * * *",
    timezone: Annotated[
        str | None, typer.Option(help="Of the cron line [default: this machine's].")
    ] = None,
    sources: Annotated[
        Path | None, typer.Option(help="A catalogue [default: sources.toml in the home].")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this source; repeatable.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many documents from each source.")
    ] = None,
    catch_up: Annotated[
        bool, typer.Option(help="After missed nights, crawl once at the start.")
    ] = True,
    name: Annotated[str, typer.Option(help="Of Prefect's deployment.")] = "nightly",
    server: Annotated[
        str | None,
        typer.Option(help="A Prefect server of yours [default: one of the home's own]."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Where the home's own server listens [default: 8438]."),
    ] = None,
    print_systemd: Annotated[
        bool, typer.Option("--print-systemd", help="Only print a unit file for systemd.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> int:
    """Crawl at every moment of a cron line, on a Prefect server of the home's own, until Ctrl-C.

    A crawl that is due while another runs is left out. Without a server: put hedgerow crawl into
    cron.
    """
    from flows.commands.schedule import run_schedule

    return run_schedule(
        _settings(context, home),
        cron=cron,
        timezone=timezone,
        catalogue=sources,
        only=tuple(only or ()),
        limit=limit,
        name=name,
        makes_up=catch_up,
        server=server,
        port=port,
        print_systemd=print_systemd,
        as_json=json or context.obj["json"],
    )


@app.command()
@_guarded
def status(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> int:
    """Show source health, the last runs, what is due, and what is broken and why."""
    from flows.commands.status import run_status

    return run_status(_settings(context, home), as_json=json or context.obj["json"])


@app.command(
    epilog="Examples: hedgerow report tocilizumab; hedgerow report depression -o depression.html"
)
@_guarded
def report(
    context: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(help="A drug, cytokine or outcome [default: the whole warehouse]."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write one HTML file with plots here.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> int:
    """Show how sources characterise a drug, cytokine or outcome."""
    from flows.commands.report import run_report

    return run_report(_settings(context, home), topic, output, as_json=json or context.obj["json"])


@app.command(epilog="Example: hedgerow export lake && duckdb -c \"from 'lake/views/claims/**'\"")
@_guarded
def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    reviews: Annotated[
        bool,
        typer.Option("--reviews", help="Only what people judged, for training: JSON lines, spaCy."),
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> int:
    """Write the warehouse as partitioned Parquet with a manifest."""
    from flows.commands.export import run_export, run_export_reviews

    run = run_export_reviews if reviews else run_export
    return run(_settings(context, home), folder, as_json=json or context.obj["json"])


@app.command(
    epilog="Examples: hedgerow reextract; hedgerow reextract --since 2026-01-01 --source my-blog"
)
@_guarded
def reextract(
    context: typer.Context,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only pages fetched on this day or later (UTC)."),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only pages of this source.")] = None,
    runner: RunnerOption = "local",
    dask_address: DaskOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> int:
    """Run the current extractor over the archive, without network, and tell what changed."""
    from flows.commands.reextract import run_reextract
    from flows.runners import Runner

    return run_reextract(
        _settings(context, home),
        since=since,
        source=source,
        as_json=json or context.obj["json"],
        runner=Runner(runner, dask_address),
    )


@app.command(epilog="Example: hedgerow evaluate --data ~/public-data")
@_guarded
def evaluate(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(help="Public data [default: HEDGEROW_DATA, ../shared/data].")
    ] = None,
    json: JsonOption = False,
) -> int:
    """Score the extractors on public data, beside published figures."""
    from flows.commands.evaluate import run_evaluate

    return run_evaluate(data, as_json=json or context.obj["json"])


@app.command(epilog="Example: hedgerow train --data ~/public-data --output trained")
@_guarded
def train(
    data: Annotated[
        Path | None, typer.Option(help="Public corpora [default: HEDGEROW_DATA, ../shared/data].")
    ] = None,
    output: Annotated[
        Path, typer.Option(help="Folder for corpora, checkpoints and the finished pipeline.")
    ] = Path("trained"),
    step: Annotated[str, typer.Option(help="One step of project.yml instead of all.")] = "all",
) -> int:
    """Train the language pipeline anew from public corpora (about an hour on one core)."""
    from flows.commands.train import run_train

    return run_train(data, output, step)


def main() -> None:
    """Runs the command line."""
    app()
