"""`hedgerow schedule`: a crawl at every moment of a cron line, until it is stopped."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from filelock import Timeout

from extractors.errors import InputError
from flows.commands.crawl import named_catalogue
from flows.ctrl_c import block_ctrl_c
from flows.plan import (
    Plan,
    Standing,
    checked_plan,
    local_timezone,
    read_standing,
    schedule_lock,
)
from flows.prefect_home import embed_prefect, serve_prefect
from flows.prefect_server import (
    PrefectServer,
    end_server,
    end_silent_server,
    find_server,
    is_standing,
    named_server,
    new_server,
    start_server,
)
from flows.settings import Settings
from flows.terminal import err, out, print_json

if TYPE_CHECKING:
    from flows.recovery import Owed

_PATIENCE_SECONDS = 60.0
"""How long the server that a killed schedule left may be too busy to answer."""


def run_schedule(
    settings: Settings,
    *,
    cron: str,
    timezone: str | None,
    catalogue: Path | None,
    only: tuple[str, ...],
    limit: int | None,
    name: str,
    makes_up: bool,
    server: str | None,
    port: int | None,
    print_systemd: bool,
    as_json: bool,
) -> int:
    """Zero, once the schedule was stopped, or its unit file is on stdout."""
    path = named_catalogue(settings, catalogue).resolve()
    plan = Plan(cron, timezone or local_timezone(), path, only, limit, name, makes_up)
    if print_systemd:
        embed_prefect(settings.home)
        _check(settings, plan)
        from flows.systemd import unit_file

        more = ["--name", name] if name != "nightly" else []
        more += ["--server", server] if server else []
        more += ["--port", str(port)] if port else []
        out.file.write(unit_file(settings.home, plan, more))
        return 0
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _only_one(settings.home):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        chosen = _chosen_server(settings.home, server, port)
        serve_prefect(settings.home, chosen)
        _check(settings, plan)
        with _running(settings.home, chosen) as standing, suppress(KeyboardInterrupt):
            _serve(settings.home, plan, standing, as_json=as_json)
    err.print("stopped; what was fetched and staged is kept")
    return 0


def _check(settings: Settings, plan: Plan) -> None:
    """None, when a crawl of this plan could start; a mistake is told before anything does."""
    from extractors.language.names.lexicon import load_lexicon
    from flows.crawl import chosen_sources, require_contacts

    require_contacts(chosen_sources(plan.catalogue, plan.only), settings.contact)
    load_lexicon(settings.user_lexicon)
    checked_plan(plan)


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """The home's one schedule. Raises InputError where another runs."""
    lock = schedule_lock(home)
    try:
        lock.acquire(timeout=1)  # `hedgerow status` holds it for an instant
    except Timeout:
        known = read_standing(home)
        where = f" (process {known.pid}, {known.url})" if known else ""
        raise InputError(
            f"{home}: a schedule of this home is running{where}; stop it first"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _chosen_server(home: Path, named: str | None, port: int | None) -> PrefectServer:
    """The server that was named; else the home's own, which may run already."""
    if named:
        return named_server(named)
    standing = find_server(home)
    if standing is None and is_standing(home):
        err.print("waiting for this home's Prefect server, which has much to do ...")
        standing = find_server(home, _PATIENCE_SECONDS)
        if standing is None:
            err.print("it does not answer: ending it")
            end_silent_server(home)
    return standing or new_server(home, port)


@contextmanager
def _running(home: Path, server: PrefectServer) -> Iterator[PrefectServer]:
    """The server, up; one of our own ends with us."""
    try:
        if server.is_ours and server.pid is None:
            err.print("starting Prefect's server ...")
            server = start_server(home, server)
        yield server
    finally:
        for word in (signal.SIGTERM, signal.SIGINT):  # the end takes seconds: let it
            signal.signal(word, signal.SIG_IGN)
        end_server(server)


def _keep_ctrl_c_to_ourselves() -> None:
    """None; what this thread starts from now on is deaf to Ctrl-C, which a terminal sends to all.

    Only the schedule answers it, and ends a run with a word to Prefect. A signal goes to whatever
    thread will have it; its handler runs in the main thread all the same.
    """
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    block_ctrl_c()


def _serve(home: Path, plan: Plan, server: PrefectServer, *, as_json: bool) -> None:
    _keep_ctrl_c_to_ourselves()  # before there is any other thread
    from flows.schedule import serve

    def tell(standing: Standing, owed: Owed) -> None:
        coming = next(plan.times(standing.since))
        made_up = owed.is_something and plan.makes_up
        if as_json:
            print_json(
                {
                    "deployment": f"crawl/{plan.deployment}",
                    "cron": plan.cron,
                    "timezone": plan.timezone,
                    "next": coming.isoformat(),
                    "url": server.url,
                    "crashed": [run.name for run in owed.crashed],
                    "missed": owed.missed,
                    "making_up": made_up,
                }
            )
            out.file.flush()
            return
        for line in _told(home, plan, server, owed, coming):
            out.print(line, markup=False, soft_wrap=True)

    asyncio.run(serve(home, plan, server, tell))


def _told(home: Path, plan: Plan, server: PrefectServer, owed: Owed, coming: datetime) -> list[str]:
    lines = [f"{run.name}: was killed, now marked as crashed" for run in owed.crashed]
    if owed.missed:
        lines.append(f"{owed.missed} missed while nothing ran")
    if owed.is_something:
        lines.append("one crawl makes up for it now" if plan.makes_up else "not made up for")
    local = coming.astimezone(ZoneInfo(plan.timezone))
    lines.append(f"next crawl {local:%Y-%m-%d %H:%M} ({plan.timezone}), cron {plan.cron}")
    login = f", password in {home / 'prefect' / 'password'}" if server.is_ours else ""
    return [*lines, f"{server.url}{login}; Ctrl-C ends"]
