"""`hedgerow review`: the review page, served until it is interrupted."""

from __future__ import annotations

import getpass
import socket
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

import uvicorn

from extractors.errors import InputError
from extractors.language.words.patterns import load_rules
from flows.fetching.archive import read_record
from flows.settings import Settings
from flows.terminal import err, out, print_json
from warehouse.review.app import review_app
from warehouse.review.guard import Secret, is_loopback
from warehouse.review.readers import checked_name
from warehouse.review.room import KeptCopy
from warehouse.review.snapshot import published_file
from warehouse.review.wording import RuleText

PORT = 8437
_RULE_FILES = ("hype", "relations")


def run_review(
    settings: Settings, *, host: str, port: int | None, reviewer: str | None, as_json: bool
) -> int:
    """Zero, once the page was served and its reader interrupted us."""
    name = checked_name(getpass.getuser() if reviewer is None else reviewer)
    published_file(settings.home)  # nothing is made in a home that is misspelt
    token = None if is_loopback(host) else Secret.of(settings.home).token
    app = review_app(
        settings.home,
        reviewer=name,
        host=host,
        token=token,
        rules=rule_texts(),
        kept=partial(kept_copy, settings.home),
    )
    with closing(_listening(host, PORT if port is None else port, port is not None)) as listener:
        address = _address(host, listener.getsockname()[1], token)
        if as_json:
            print_json({"url": address, "reviewer": name})
        else:
            out.print(f"{address}\nreading as {name}; Ctrl-C ends", markup=False, soft_wrap=True)
        if token:
            err.print(
                "Whoever has this link can read and judge. It travels unencrypted: put TLS or an "
                "SSH tunnel in between.",
                soft_wrap=True,
            )
        _serve(app, listener)
    return 0


def rule_texts() -> Mapping[str, RuleText]:
    """What every rule that flags hype or finds claims says of itself, by its id."""
    return {
        rule.id: RuleText(
            rule.id,
            rule.category,
            rule.version,
            rule.patterns,
            str(rule.extra.get("why", "")),
            rule.source,
            rule.examples,
            rule.counter_examples,
        )
        for name in _RULE_FILES
        for rule in load_rules(name)
    }


def kept_copy(home: Path, file: str, offset: int) -> KeptCopy:
    """The archived page. Raises DocumentError where the record is gone."""
    response = read_record(home, file, offset)
    declared = response.content_type.lower().partition("charset=")[2].strip(" \"';")
    charset = declared if declared.replace("-", "").replace("_", "").isalnum() else "utf-8"
    return KeptCopy(response.body, response.media_type, charset, response.fetched_at)


def _listening(host: str, port: int, exactly: bool) -> socket.socket:
    """A bound socket; a port that nobody asked for gives way to a free one when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
        # asyncio does so only for sockets that it made; without, each answer waits 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except socket.gaierror as error:
        raise InputError(f"--host {host}: no address of this machine") from error
    except OSError as error:
        if not exactly:
            return _listening(host, 0, True)
        raise InputError(f"--port {port} on {host}: {error.strerror}; give another") from error


def _address(host: str, port: int, token: str | None) -> str:
    shown = socket.gethostname() if host in ("0.0.0.0", "::") else host
    name = f"[{shown}]" if ":" in shown else shown
    return f"http://{name}:{port}/{f'?token={token}' if token else ''}"


def _serve(app: object, listener: socket.socket) -> None:
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return
