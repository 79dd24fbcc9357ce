"""A unit file for systemd that keeps the schedule of a home running, also after a reboot."""

from __future__ import annotations

import sys
from pathlib import Path

from flows.plan import Plan

_UNIT = """\
# For one user, also while nobody is logged in:
#   hedgerow --home HOME schedule --print-systemd > ~/.config/systemd/user/hedgerow.service
#   systemctl --user enable --now hedgerow && loginctl enable-linger
# For the machine: put it into /etc/systemd/system with a line User=NAME under [Service].
# Contact and keys belong into settings.toml: a unit can be read by everybody.
[Unit]
Description=Hedgerow: nightly crawl into {home}
After=network-online.target
Wants=network-online.target

[Service]
Type=exec
ExecStart={command}
WorkingDirectory={directory}
Restart=always
RestartSec=30
RestartPreventExitStatus=2
KillMode=mixed
TimeoutStopSec=60
UMask=0077
NoNewPrivileges=true

[Install]
WantedBy=default.target
"""


def unit_file(home: Path, plan: Plan, more: list[str]) -> str:
    """The text of a unit that serves the plan; all paths in it are absolute."""
    words = [*_program(), "--home", str(home), "schedule", "--cron", plan.cron]
    words += ["--timezone", plan.timezone, "--sources", str(plan.catalogue)]
    words += [word for name in plan.only for word in ("--only", name)]
    words += ["--limit", str(plan.limit)] if plan.limit else []
    words += [] if plan.makes_up else ["--no-catch-up"]
    return _UNIT.format(
        home=_percent(str(home)),
        command=" ".join(_quoted(word) for word in [*words, *more]),
        directory=_percent(str(home)),
    )


def _program() -> list[str]:
    """The command of this installation."""
    script = Path(sys.executable).parent / "hedgerow"
    return [str(script)] if script.exists() else [sys.executable, "-m", "flows"]


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """The word as systemd reads it in a command line; `$` and `%` stand for themselves."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    plain = escaped and all(letter.isalnum() or letter in "-_./:=,+@" for letter in escaped)
    return escaped if plain else f'"{_percent(escaped)}"'
