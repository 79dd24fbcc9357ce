"""A home to review, the page served on loopback, and a real browser before it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from extractors.errors import DocumentError
from extractors.model import Overclaim
from warehouse.review.app import review_app
from warehouse.review.publishing import Publisher
from warehouse.review.room import KeptCopy
from warehouse.review.wording import RuleText

RULES = {
    "hype.test": RuleText(
        "hype.test", "hope", 1, ("miracle",), "promises a wonder", "our own",
        ("It is a miracle.",), ("Miracle fruit grows there.",),
    )
}  # fmt: skip
PAGE = b"<title>Kept</title><p>As it came.</p><script>document.title = 'alive'</script>"


@dataclass
class Served:
    """A running review page."""

    url: str
    home: Path
    server: uvicorn.Server
    app: Any
    thread: threading.Thread = field(repr=False)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)


def kept_copy(file: str, offset: int) -> KeptCopy:
    if "gone" in file:
        raise DocumentError("archive_unreadable", file)
    return KeptCopy(PAGE, "text/html", "utf-8", "2026-03-01T08:00:00Z")


def serve(home: Path, **more: Any) -> Served:
    quiet = Publisher(home, quiet=3600, longest=3600)
    given: dict[str, Any] = {"reviewer": "ana", "rules": RULES, "kept": kept_copy}
    app = review_app(home, **given | {"publisher": quiet} | more)
    config = uvicorn.Config(
        app, port=0, log_level="warning", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    return Served(f"http://127.0.0.1:{port}", home, server, app, thread)


@pytest.fixture(scope="session")
def serve_home() -> Any:
    """Serves a home; whoever calls it stops it."""
    return serve


@pytest.fixture
def serving() -> Iterator[Any]:
    """Serves homes until the test ends."""
    running: list[Served] = []

    def start(home: Path, **more: Any) -> Served:
        running.append(serve(home, **more))
        return running[-1]

    yield start
    for served in running:
        served.stop()


WONDER = (
    "😀 Tocilizumab ends depression 💊, a miracle of hope. It may not help. A cure, IL‑6 wonder! "
    "Only 31 adults took part in this breakthrough. 🧪 A dawn. The magic pill. Plain words end it."
)
LEAP = "A leap. A triumph. A gem. A marvel. A lifeline. Calm words end this one."


def wonder(pen: Any, **more: Any) -> Any:
    """A page with seven flags, a claim that outruns its evidence, hedge, negation and caveat."""
    claim = pen.claim(
        WONDER, "Tocilizumab", "treats", "depression", valence="beneficial", causal_strength=3,
        overclaim=(Overclaim("support", "no figure beside it"),),
    )  # fmt: skip
    words = (("a miracle of hope", 3), ("hope", 2), ("cure", 3), ("wonder", 2),
             ("breakthrough", 3), ("dawn", 1), ("magic", 1))  # fmt: skip
    flags = [hype(pen, WONDER, surface, severity) for surface, severity in words]
    flags += [
        pen.flag(WONDER, "hedge", "modal", "may"),
        pen.flag(WONDER, "negation", "adverb", "not"),
        pen.flag(WONDER, "caveat", "small_sample", "Only 31 adults took part in this breakthrough"),
    ]
    given: dict[str, Any] = {"title": "A wonder", "flags": tuple(flags), "claims": (claim,)}
    return pen.reading(WONDER, "https://blog.test/wonder", **given | more)


def hype(pen: Any, text: str, surface: str, severity: int, **more: Any) -> Any:
    given: dict[str, Any] = {"rationale": f"Sells {surface}.", "severity": severity}
    return pen.flag(text, "hype", "hope", surface, **given | more)


def leap(pen: Any) -> Any:
    """A page with five flags of severity 2."""
    surfaces = ("leap", "triumph", "gem", "marvel", "lifeline")
    flags = tuple(hype(pen, LEAP, word, 2, rule_id="hype.leap") for word in surfaces)
    return pen.reading(LEAP, "https://wire.test/leap", title="A leap", flags=flags)


@pytest.fixture(scope="session")
def wonders(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home with twelve flags and one claim on two pages; only for copying."""
    keeper = type(published)(tmp_path_factory.mktemp("wonders") / "home", published.pen)
    keeper.stage(wonder(keeper.pen))
    keeper.stage(leap(keeper.pen), source="wire")
    keeper.load()
    keeper.publish()
    home: Path = keeper.home
    return home


@pytest.fixture
def home(wonders: Path, tmp_path: Path) -> Path:
    """A home of its own with twelve flags and one claim."""
    return Path(shutil.copytree(wonders, tmp_path / "home", symlinks=True))


def _press(page: Any, *keys: str) -> None:
    before = page.url
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    page.locator("#desk:not([aria-busy])").wait_for()


@pytest.fixture(scope="session")
def press() -> Any:
    """Presses keys on a page and waits for the card that follows the last."""
    return _press
