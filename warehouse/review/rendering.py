"""Templates into HTML: everything that comes from a page goes through `visible`."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from warehouse.review.passages import visible
from warehouse.review.wording import day, link, words

__all__ = ["asset", "asset_names", "render"]

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
          "svg": "image/svg+xml"}  # fmt: skip


def render(template: str, **given: Any) -> str:
    """The HTML of a template; a name that it needs and was not given is an error."""
    return _environment().get_template(template).render(**given)


@cache
def asset(name: str) -> tuple[bytes, str]:
    """The bytes of a shipped style sheet or script, and their media type. Raises KeyError."""
    if name not in asset_names():
        raise KeyError(name)
    return _room().joinpath("static", name).read_bytes(), _TYPES[name.rpartition(".")[2]]


@cache
def asset_names() -> tuple[str, ...]:
    """Names of the shipped style sheets, scripts and pictures."""
    return tuple(sorted(p.name for p in _room().joinpath("static").iterdir()))


def _room() -> Any:
    return files("warehouse").joinpath("review")


def _version(name: str) -> str:
    """A digest that changes with the file, so that browsers may keep it for long."""
    return hashlib.sha256(asset(name)[0]).hexdigest()[:12]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}%"


def _source(name: str) -> str | None:
    path = _room().joinpath("templates", name)
    return str(path.read_text("utf-8")) if path.is_file() else None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(visible=visible, words=words, day=day, link=link, percent=_percent)
    environment.globals.update(version=_version)
    return environment
