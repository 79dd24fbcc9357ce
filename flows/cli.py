"""The `hedgerow` command: argument parsing only; each command imports what it needs."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from extractors.errors import InputError
from flows import options
from flows.exit_codes import DONE
from flows.guarded import guarded
from flows.settings import Settings, home_folder, read_settings

app = typer.Typer(
    name="hedgerow",
    help="Scrapes health news, blogs, press releases and papers, and extracts who claims what, "
    "how surely, on what evidence.\n\nStart with: hedgerow demo",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def main_options(
    context: typer.Context, home: options.Home = None, json: options.Json = False
) -> None:
    """Options that may stand before any command."""
    context.obj = {"home": home, "json": json}


def _settings(context: typer.Context, home: Path | None) -> Settings:
    return read_settings(home_folder(home or context.obj["home"]))


@app.command()
@guarded
def init(context: typer.Context, home: options.Home = None) -> int:
    """Write a commented settings.toml and sources.toml into the home.

    settings.toml tells how to add drugs, conditions and scales of your own (user_lexicon).
    """
    from flows.commands.init import write_home

    return write_home(_settings(context, home).home)


@app.command()
@guarded
def demo(context: typer.Context, home: options.DemoHome = None, json: options.Json = False) -> int:
    """Crawl six bundled pages and show how each source tells them.

    They are on one invented trial. Needs no network, no account, no settings; writes
    ./hedgerow-demo, or the --home that is named.
    """
    from flows.commands.demo import run_demo

    named = home or context.obj["home"] or Path("hedgerow-demo")
    return run_demo(named, as_json=json or context.obj["json"])


@app.command(
    epilog="Examples: hedgerow crawl --dry-run; hedgerow crawl --sources mine.toml --only my-blog"
)
@guarded
def crawl(
    context: typer.Context,
    sources: options.Sources = None,
    only: options.Only = None,
    limit: options.Limit = None,
    dry_run: options.DryRun = False,
    runner: options.Runner = "local",
    dask_address: options.DaskAddress = None,
    home: options.Home = None,
    json: options.Json = False,
) -> int:
    """Crawl the catalogue once.

    Discovers, fetches what is due, archives, extracts, loads and publishes. Ctrl-C keeps what was
    fetched; the next crawl goes on from there.
    """
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
@guarded
def extract(
    context: typer.Context,
    files: options.Files = None,
    input: options.Input = None,
    jobs: options.Jobs = 1,
    dropped: options.Dropped = False,
    explain: options.Explain = False,
    output: options.ExplainedOutput = None,
    home: options.Home = None,
    json: options.ExplainedJson = False,
) -> int:
    """Read files and write one JSON line per document.

    No crawl, no database. The home is asked for your own names alone (user_lexicon in its
    settings.toml). What --dropped shows is kept nowhere.
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
@guarded
def sql(
    context: typer.Context,
    query: options.Query = None,
    format: options.Format = "table",
    output: options.AnswerOutput = None,
    home: options.Home = None,
    json: options.Json = False,
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
@guarded
def review(
    context: typer.Context,
    port: options.ReviewPort = None,
    host: options.Host = "127.0.0.1",
    reviewer: options.Reviewer = None,
    home: options.Home = None,
    json: options.Json = False,
) -> int:
    """Serve the page on which people judge hype flags and claims.

    At 127.0.0.1, until Ctrl-C.
    """
    from flows.commands.review import run_review

    return run_review(
        _settings(context, home),
        host=host,
        port=port,
        reviewer=reviewer,
        as_json=json or context.obj["json"],
    )


@app.command()
@guarded
def publish(context: typer.Context, home: options.Home = None, json: options.Json = False) -> int:
    """Publish the store and new reviews now."""
    from flows.commands.publish import run_publish

    return run_publish(_settings(context, home), as_json=json or context.obj["json"])


@app.command(epilog="Example: hedgerow forget https://example.org/post.html")
@guarded
def forget(
    context: typer.Context,
    url: options.Url,
    home: options.Home = None,
    json: options.Json = False,
) -> int:
    """Take a page out, and never fetch it again.

    Out of rows, staged parts and archive records.
    """
    from flows.commands.forget import run_forget

    return run_forget(_settings(context, home), url, as_json=json or context.obj["json"])


@app.command(epilog="Set keep_snapshots and keep_archive_days in settings.toml.")
@guarded
def prune(context: typer.Context, home: options.Home = None, json: options.Json = False) -> int:
    """Delete what the settings do not keep.

    That is old archives, snapshots, staged parts, and Prefect's record of runs.
    """
    from flows.commands.prune import run_prune

    return run_prune(_settings(context, home), as_json=json or context.obj["json"])


@app.command(
    epilog='Examples: hedgerow schedule; hedgerow schedule --cron "30 1 * * 1-5" --print-systemd'
)
@guarded
def schedule(
    context: typer.Context,
    cron: options.Cron = "0 2 * * *",
    timezone: options.Timezone = None,
    sources: options.Sources = None,
    only: options.Only = None,
    limit: options.Limit = None,
    catch_up: options.CatchUp = True,
    name: options.Deployment = "nightly",
    server: options.Server = None,
    port: options.ServerPort = None,
    print_systemd: options.PrintSystemd = False,
    home: options.Home = None,
    json: options.Json = False,
) -> int:
    """Crawl every night, or as a cron line says, until Ctrl-C.

    On a Prefect server of the home's own. A crawl that is due while another runs is left out.
    Without a server: put hedgerow crawl into cron.
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
@guarded
def status(context: typer.Context, home: options.Home = None, json: options.Json = False) -> int:
    """Show how sources fare, what is due, what is broken and why.

    Also the last runs, and the schedule.
    """
    from flows.commands.status import run_status

    return run_status(_settings(context, home), as_json=json or context.obj["json"])


@app.command(
    epilog="Examples: hedgerow report tocilizumab; hedgerow report depression -o depression.html"
)
@guarded
def report(
    context: typer.Context,
    topic: options.Topic = None,
    output: options.ReportOutput = None,
    home: options.Home = None,
    json: options.Json = False,
) -> int:
    """Show how sources characterise a drug, cytokine or outcome."""
    from flows.commands.report import run_report

    return run_report(_settings(context, home), topic, output, as_json=json or context.obj["json"])


@app.command(epilog="Example: hedgerow export lake && duckdb -c \"from 'lake/views/claims/**'\"")
@guarded
def export(
    context: typer.Context,
    folder: options.NewFolder,
    reviews: options.ReviewsOnly = False,
    home: options.Home = None,
    json: options.Json = False,
) -> int:
    """Write the warehouse as partitioned Parquet with a manifest."""
    from flows.commands.export import run_export, run_export_reviews

    run = run_export_reviews if reviews else run_export
    return run(_settings(context, home), folder, as_json=json or context.obj["json"])


@app.command("import", epilog="Example: hedgerow --home restored import lake")
@guarded
def import_(
    context: typer.Context,
    folder: options.Exported,
    home: options.Home = None,
    json: options.Json = False,
) -> int:
    """Make a warehouse of an export, in a home that has none."""
    from flows.commands.imported import run_import

    settings = _settings(context, home)
    return run_import(settings.home, folder, as_json=json or context.obj["json"])


@app.command(
    epilog="Examples: hedgerow reextract; hedgerow reextract --since 2026-01-01 --source my-blog"
)
@guarded
def reextract(
    context: typer.Context,
    since: options.Since = None,
    source: options.Source = None,
    runner: options.Runner = "local",
    dask_address: options.DaskAddress = None,
    home: options.Home = None,
    json: options.Json = False,
) -> int:
    """Read the archive with today's extractor; tell what changed.

    No network.
    """
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
@guarded
def evaluate(
    context: typer.Context,
    data: options.PublicData = None,
    json: options.Json = False,
) -> int:
    """Score the extractors on public data, beside others' figures."""
    from flows.commands.evaluate import run_evaluate

    return run_evaluate(data, as_json=json or context.obj["json"])


@app.command(epilog="Example: hedgerow train --data ~/public-data --output trained")
@guarded
def train(
    data: options.PublicData = None,
    output: options.TrainedFolder = Path("trained"),
    step: options.TrainingStep = "all",
) -> int:
    """Train the language pipeline anew from public corpora.

    It takes about an hour on one core.
    """
    from flows.commands.train import run_train

    return run_train(data, output, step)


def main() -> None:
    """Runs the command line."""
    app()
