"""Readings written by hand, and homes to keep them in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.model import (
    Claim,
    Document,
    Flag,
    Mention,
    MentionType,
    Quantity,
    Reading,
    Region,
    Sentence,
    Signal,
    Study,
)
from warehouse.load import LoadCounts, load_parts
from warehouse.places import Places
from warehouse.publish import publish
from warehouse.records import Capture, RunRecord, SourceRecord, SourceRunRecord
from warehouse.reviews import ReviewEvent, append_review
from warehouse.stage import write_part
from warehouse.store import open_store
from warehouse.views import install_views

NAMES: Mapping[str, tuple[str, str, MentionType]] = {
    "tocilizumab": ("RXNORM:612865", "tocilizumab", "drug"),
    "Tocilizumab": ("RXNORM:612865", "tocilizumab", "drug"),
    "depression": ("MESH:D003866", "depression", "condition"),
    "IL‑6": ("HGNC:6018", "interleukin 6", "cytokine"),
    "TNF-α": ("HGNC:11892", "tumor necrosis factor", "cytokine"),
    "fatigue": ("MESH:D005221", "fatigue", "symptom"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
KINDS = {"blog": "blog", "wire": "news", "journal": "journal"}


@dataclass(frozen=True)
class Pen:
    """Writes readings and captures for the tests; every span is found, never counted by hand."""

    version: str = "1.0"

    def mention(self, text: str, surface: str) -> Mention:
        start = text.index(surface)
        concept_id, name, kind = NAMES[surface]
        return Mention(start, start + len(surface), surface, kind, concept_id, name, "exact")

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        spans = [m.span() for m in re.finditer(r"[^.\s][^.]*\.?", text)]
        return tuple(Sentence(start, end, "body", 1, "fact") for start, end in spans)

    def claim(self, text: str, subject: str, relation: Any, target: str, **more: Any) -> Claim:
        first = self.mention(text, subject)
        last = self.mention(text, target)
        sentence = next(s for s in self.sentences(text) if s.start <= first.start < s.end)
        span = (sentence.start, sentence.end)
        more.setdefault("rule_id", "claim.test")
        return Claim(span, first, relation, last, **more)

    def flag(self, text: str, kind: Any, category: str, surface: str, **more: Any) -> Flag:
        start = text.index(surface)
        more.setdefault("rule_id", f"{kind}.test")
        return Flag(kind, category, start, start + len(surface), surface, **more)

    def quantity(self, text: str, surface: str, measure: Any, value: float) -> Quantity:
        start = text.index(surface)
        return Quantity(start, start + len(surface), surface, measure, value)

    def reading(self, text: str, url: str = "https://blog.test/a", **more: Any) -> Reading:
        known = {surface for surface in NAMES if surface in text}
        mentions = sorted((self.mention(text, name) for name in known), key=lambda m: m.start)
        described = {key: more.pop(key) for key in list(more) if key in Document.__slots__}
        regions = (Region("body", 0, len(text)),) if text else ()
        document = Document(url, text, **{"regions": regions} | described)
        version = more.pop("extractor_version", self.version)
        sentences = self.sentences(text)
        return Reading(document, version, sentences, tuple(mentions), **more)

    def capture(self, reading: Reading, **more: Any) -> Capture:
        given: dict[str, Any] = {
            "run_id": "run-1",
            "source": "blog",
            "url": reading.document.id,
            "fetched_at": "2026-03-01T08:00:00Z",
            "archive_file": "archive/blog.warc.gz",
            "archive_offset": 512,
            "payload_sha256": "ab" * 32,
        }
        return Capture(**given | more)

    def praise(self, url: str = "https://blog.test/a", **more: Any) -> Reading:
        """A page that sells: one claim of benefit, hype, a caveat, a number, a study."""
        text = (
            "😀 Tocilizumab could e\u0301nd depression, a miracle. "
            "Only 31 adults took part. IL‑6 blocks hope; TNF-α fell by 12 %."
        )
        study = Study("randomized_controlled_trial", 31, name="ORCHID")
        number = self.quantity(text, "12 %", "percent", 12.0)
        claim = self.claim(
            text, "Tocilizumab", "treats", "depression", valence="beneficial",
            certainty="possible", causal_strength=2, study=study, quantities=(number,),
        )  # fmt: skip
        flags = (
            self.flag(text, "hype", "cure_miracle", "miracle", severity=3),
            self.flag(text, "hedge", "modal", "could", scope=(text.index("e\u0301nd"), 32)),
            self.flag(text, "caveat", "small_sample", "Only 31 adults"),
        )
        given: dict[str, Any] = {
            "claims": (claim,), "flags": flags, "studies": (study,), "quantities": (number,),
            "omissions": (Signal("no_harms", "no word of harm"),), "title": "A new dawn",
        }  # fmt: skip
        return self.reading(text, url, **given | more)

    def doubt(self, url: str = "https://wire.test/b", **more: Any) -> Reading:
        """A page that finds nothing: the same pair, no difference."""
        text = "In ORCHID tocilizumab did not relieve depression. It caused fatigue."
        study = Study("randomized_controlled_trial", 31, name="ORCHID", primary_significant=False)
        null = self.claim(
            text, "tocilizumab", "treats", "depression", valence="neutral",
            polarity="negated", direction="no_difference", study=study,
        )  # fmt: skip
        given: dict[str, Any] = {"claims": (null,), "studies": (study,), "title": "No gain"}
        return self.reading(text, url, **given | more)


@pytest.fixture
def pen() -> Pen:
    return Pen()


@dataclass(frozen=True)
class Keeper:
    """A home, and the three steps from readings to a snapshot."""

    home: Path
    pen: Pen

    def stage(self, *readings: Reading, **more: Any) -> Path:
        captures = [(self.pen.capture(reading, **more), reading) for reading in readings]
        source, run_id = captures[0][0].source, captures[0][0].run_id
        count = len(readings)
        return write_part(
            Places(self.home).staging / run_id,
            captures,
            sources=[SourceRecord(source, KINDS[source], "page", f"https://{source}.test/")],
            runs=[RunRecord(run_id, "2026-03-01T08:00:00Z", "2026-03-01T08:01:00Z", "done")],
            source_runs=[SourceRunRecord(run_id, source, "done", documents=count)],
        )

    def load(self) -> LoadCounts:
        return load_parts(self.home)

    def keep(self, *readings: Reading, **more: Any) -> LoadCounts:
        self.stage(*readings, **more)
        return self.load()

    def publish(self) -> Path:
        return publish(self.home)

    def publish_with_a_copy(self, text: str, **found: Any) -> None:
        """None; a page, and a copy of it elsewhere two days later, where readers look."""
        self.keep(self.pen.reading(text, **found))
        copy = self.pen.reading(text, "https://wire.test/copy", **found)
        self.keep(copy, source="wire", run_id="run-2", fetched_at="2026-03-03T08:00:00Z")
        self.publish()

    def copied_to(self, home: Path) -> Keeper:
        """The same home elsewhere, to be written to."""
        shutil.copytree(self.home, home, symlinks=True)
        return Keeper(home, self.pen)

    def judge(self, kind: str, targets: list[Any], said: tuple[tuple[str, int, str], ...]) -> None:
        """None; each reader said this of the target at this place, a second apart.

        A target is its id, its document, the hash of its text, and its rule with the version.
        """
        for at, (reviewer, place, verdict) in enumerate(said):
            time = f"2026-03-05T10:00:{at:02}Z"
            event = (f"e{at}", time, reviewer, kind, *targets[place], verdict)
            append_review(self.home, ReviewEvent(*event))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        published = str(Places(self.home).published.resolve())
        with duckdb.connect(published, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def one(self, sql: str) -> tuple[Any, ...]:
        rows = self.ask(sql)
        assert len(rows) == 1, rows
        return rows[0]

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every raw table, in a fixed order, for comparing two states."""
        with duckdb.connect(str(Places(self.home).store)) as store:
            tables = store.execute(
                "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw'"
            ).fetchall()
            return {
                name: store.execute(f"SELECT * FROM raw.{name} ORDER BY ALL").fetchall()
                for (name,) in tables
            }


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store with its views, made once: tests start from a copy of it."""
    home = tmp_path_factory.mktemp("empty")
    with open_store(home) as store:
        install_views(store)
    return Places(home).store


@pytest.fixture
def keeper(tmp_path: Path, pen: Pen, empty_store: Path) -> Keeper:
    store = Places(tmp_path / "home").store
    store.parent.mkdir(parents=True)
    shutil.copyfile(empty_store, store)
    return Keeper(tmp_path / "home", pen)


@pytest.fixture
def bare_home(tmp_path: Path) -> Path:
    """A home that holds nothing yet."""
    return tmp_path / "bare"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    """A home with a page that sells, one that doubts, and a copy of the first elsewhere.

    Shared by the whole session: only for tests that read.
    """
    pen = Pen()
    keeper = Keeper(tmp_path_factory.mktemp("published") / "home", pen)
    keeper.stage(pen.praise())
    keeper.stage(pen.doubt(), source="wire", fetched_at="2026-03-02T08:00:00Z")
    copy = pen.praise("https://wire.test/copy")
    keeper.stage(copy, source="wire", run_id="run-2", fetched_at="2026-03-03T08:00:00Z")
    keeper.load()
    keeper.publish()
    return keeper


@pytest.fixture
def store_of() -> Iterator[Callable[[Keeper], duckdb.DuckDBPyConnection]]:
    """Opens a home's store beside the code under test; closed when the test ends."""
    opened: list[duckdb.DuckDBPyConnection] = []

    def connect(keeper: Keeper) -> duckdb.DuckDBPyConnection:
        opened.append(duckdb.connect(str(Places(keeper.home).store)))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium as the system has it; a test that asks for it is skipped where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        chromium = driver.chromium.launch(executable_path=found, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """Opens pages, each a reader of its own, and fails when a script or a policy complains."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def page(url: str, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        made = context.new_page()
        made.set_default_timeout(15_000)
        made.on("pageerror", lambda error: complaints.append(str(error)))
        made.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
        )
        made.goto(url)
        return made

    yield page
    for context in contexts:
        context.close()
    assert complaints == []


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(scope="session")
def contrast() -> Callable[[str, str], float]:
    """The contrast ratio of two colours, `#rrggbb`, as WCAG 2.2 defines it: 1 to 21."""
    return _contrast
