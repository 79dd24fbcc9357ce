"""What a schedule is to do, and what the home remembers of it between its starts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from filelock import FileLock, Timeout
from tzlocal import get_localzone_name

from extractors.errors import InputError

CRON = "0 2 * * *"
FLOW = "crawl"
_MOST_MISSED = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """When which sources are crawled."""

    cron: str
    timezone: str
    """An IANA name; the cron fields are read in it."""
    catalogue: Path
    only: tuple[str, ...] = ()
    limit: int | None = None
    deployment: str = "nightly"
    """The name of the deployment of the flow `crawl`."""
    makes_up: bool = True
    """Whether a start after missed nights crawls once, at once."""

    def times(self, after: datetime, before: datetime | None = None) -> Iterator[datetime]:
        """The moments that are due, in UTC, both ends excluded; endless without `before`."""
        # The very library by which Prefect reads the line; its own functions only look ahead.
        from prefect._vendor.croniter.croniter import croniter

        zone = ZoneInfo(self.timezone)
        # It counts by the clock on the wall: in a zone it goes astray where summer time ends.
        wall = after.astimezone(zone).replace(tzinfo=None)
        due: Iterator[datetime] = croniter(self.cron, wall).all_next(datetime)  # type: ignore[no-untyped-call]
        for moment in (local.replace(tzinfo=zone).astimezone(UTC) for local in due):
            if before is not None and moment >= before:
                return
            if moment > after:
                yield moment

    def missed(self, after: datetime, before: datetime) -> int:
        """How many moments were due in between; at most 1,000."""
        return sum(1 for _, _ in zip(range(_MOST_MISSED), self.times(after, before), strict=False))


def checked_plan(plan: Plan) -> Plan:
    """The plan; InputError names a cron line or a time zone that is none."""
    try:
        ZoneInfo(plan.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"--timezone {plan.timezone!r}: no such zone; write it as Europe/London or UTC"
        ) from error
    from prefect.client.schemas.schedules import CronSchedule

    try:
        CronSchedule(cron=plan.cron, timezone=plan.timezone)
    except ValueError as error:
        raise InputError(
            f"--cron {plan.cron!r}: not a cron line; write minute, hour, day, month and weekday, "
            "as in '0 2 * * *'"
        ) from error
    try:
        next(plan.times(datetime.now(UTC)))
    except (ValueError, StopIteration) as error:
        raise InputError(f"--cron {plan.cron!r}: no day is like that") from error
    return plan


def local_timezone() -> str:
    """The IANA name of this machine's time zone; UTC where it has none."""
    try:
        return get_localzone_name() or "UTC"
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the home remembers of its schedule."""

    plan: Plan
    url: str
    """The Prefect server that it runs against, without `/api`."""
    is_ours: bool
    """Whether that is the home's own server, rather than one that somebody named."""
    pid: int
    since: datetime
    """When it was started last."""
    handled_until: datetime
    """Every moment due until then was crawled, made up for, or told as missed."""

    def write(self, home: Path) -> None:
        """None, once `schedule.json` says this."""
        told = asdict(self)
        told["plan"]["catalogue"] = str(self.plan.catalogue)
        for name in ("since", "handled_until"):
            told[name] = told[name].isoformat(timespec="seconds")
        draft = home / "schedule.json.new"
        draft.write_text(json.dumps(told, indent=1), "utf-8")
        draft.replace(home / "schedule.json")

    def handled(self, until: datetime) -> Standing:
        """The same, with nothing owed until then."""
        return replace(self, handled_until=until)


def read_standing(home: Path) -> Standing | None:
    """What the home remembers of its schedule; None where it never had one, or it is unreadable."""
    try:
        told: dict[str, Any] = json.loads((home / "schedule.json").read_text("utf-8"))
        plan = told.pop("plan")
        plan |= {"catalogue": Path(plan["catalogue"]), "only": tuple(plan["only"])}
        for name in ("since", "handled_until"):
            told[name] = datetime.fromisoformat(told[name])
        return Standing(plan=Plan(**plan), **told)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def schedule_lock(home: Path) -> FileLock:
    """The lock that the one schedule of a home holds while it runs; not yet taken."""
    return FileLock(home / "schedule.lock", thread_local=False)


def is_scheduled(home: Path) -> bool:
    """Whether a schedule of this home runs now."""
    if not (home / "schedule.lock").exists():
        return False
    lock = schedule_lock(home)
    try:
        with lock.acquire(timeout=0):
            return False
    except Timeout:
        return True
