"""State that a disk or a person has damaged: one clear line, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.version import extractor_version
from flows.archived import archived_captures
from flows.fetching.home_lock import HomeLock
from tests.flows.chaos import Site, story
from tests.flows.crawled_site import CrawledSite, crawled_site
from tests.flows.plain_crawl import crawl_plainly
from tests.flows.warehouse_rows import differences, warehouse_rows
from warehouse.ask import answer_rows
from warehouse.differences import read_places
from warehouse.places import Places
from warehouse.publish import publish

CRAWL = ("crawl", "--sources", "sources.toml")


def four_stories(site: Site, folder: Path) -> Path:
    urls = [site.page(f"/{number}", story(number)) for number in range(4)]
    row = f'[[source]]\nname = "a"\nadapter = "page"\nurls = {urls}\nallow_private = true\n'
    (folder / "sources.toml").write_text(row + "delay = 0.0\n")
    return folder / "sources.toml"


@pytest.fixture(scope="module")
def made(readers: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrawledSite]:
    """A home that was crawled once; each test damages a copy of it."""
    with crawled_site(tmp_path_factory.mktemp("made"), four_stories) as crawled:
        yield crawled


@pytest.fixture
def home(made: CrawledSite, tmp_path: Path) -> Path:
    shutil.copy(made.catalogue, tmp_path)
    shutil.copytree(made.home, tmp_path / "home", symlinks=True)
    made.site.asked.clear()
    return tmp_path / "home"


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


Run = Callable[..., Any]


def test_a_damaged_frontier_is_named_with_its_mend_which_mends_it(
    made: CrawledSite, home: Path, hedgerow: Run
) -> None:
    gone = hedgerow("--home", home, "forget", made.site.url + "/3", cwd=home.parent)
    assert gone.code == 0, gone.err
    before = warehouse_rows(home)
    (home / "frontier.sqlite").write_bytes(b"no database at all " * 500)
    ran = hedgerow("--home", home, *CRAWL, cwd=home.parent)
    assert (ran.code, ran.out) == (1, "")
    assert "frontier.sqlite: damaged (file is not a database); move it away" in ran.complaint
    (home / "frontier.sqlite").unlink()
    crawl_plainly(home, home.parent / "sources.toml")
    assert differences(before, warehouse_rows(home)) == []
    assert made.site.asked == [], "neither what is archived nor what is forgotten is asked for"


def test_a_torn_last_record_of_an_archive_costs_one_request(made: CrawledSite, home: Path) -> None:
    (archive,) = home.glob("archive/*.warc.gz")
    os.truncate(archive, archive.stat().st_size - 40)
    for name in ("store", "snapshots", "staging"):
        shutil.rmtree(home / name)
    for path in (*home.glob("frontier.sqlite*"), home / "warehouse.duckdb"):
        path.unlink()
    crawl_plainly(home, home.parent / "sources.toml")
    assert differences(made.rows, warehouse_rows(home)) == []
    assert [asked.path for asked in made.site.asked if asked.path != "/robots.txt"] == ["/3"]


def test_a_damaged_store_is_named_and_readers_do_not_notice(
    made: CrawledSite, home: Path, hedgerow_here: Run
) -> None:
    cut_in_half(Places(home).store)
    for words in (("publish",), ("forget", made.site.url + "/3")):
        ran = hedgerow_here("--home", home, *words, cwd=home.parent)
        assert (ran.code, ran.out) == (1, "")
        assert "store.duckdb" in ran.complaint
        assert "snapshots/1/warehouse.duckdb" in ran.complaint
    assert warehouse_rows(home) == made.rows
    shutil.copyfile(home / "snapshots/1/warehouse.duckdb", Places(home).store)
    publish(home)
    assert warehouse_rows(home) == made.rows


def test_a_staged_part_cut_in_half_is_set_aside_and_its_pages_are_left_to_reextract(
    made: CrawledSite, home: Path, hedgerow_here: Run
) -> None:
    for name in ("store", "snapshots"):
        shutil.rmtree(home / name)
    (home / "warehouse.duckdb").unlink()
    (documents,) = home.glob("staging/*/part-*/documents.parquet")
    cut_in_half(documents)
    ran = hedgerow_here("--home", home, "publish", cwd=home.parent)
    assert ran.code == 0, ran.err
    issues = answer_rows(home, "FROM issues WHERE stage = 'load'")
    assert {issue["url"] for issue in issues} == {f"{made.site.url}/{n}" for n in range(4)}
    assert answer_rows(home, "FROM documents") == []
    assert list(home.glob("quarantine/*/part-*"))
    archived = {(c.archive_file, c.archive_offset) for c in archived_captures(home)}
    assert len(archived - read_places(home, extractor_version())) == 4


def test_a_dangling_link_is_told_and_mended_by_publishing(
    made: CrawledSite, home: Path, hedgerow_here: Run
) -> None:
    shutil.rmtree(home / "snapshots")
    ran = hedgerow_here("--home", home, "sql", "from claims", cwd=home.parent)
    assert ran.code == 2
    assert "hedgerow publish" in ran.complaint
    assert hedgerow_here("--home", home, "publish", cwd=home.parent).code == 0
    assert warehouse_rows(home) == made.rows


def test_a_reader_may_keep_a_snapshot_for_hours(made: CrawledSite, home: Path) -> None:
    held = duckdb.connect(str(Places(home).published.resolve()), read_only=True)
    for _ in range(5):
        publish(home)
    assert not (home / "snapshots" / "1").exists()
    counted = held.execute("SELECT count(*) FROM claims").fetchone()
    assert counted == (len(answer_rows(home, "FROM claims")),)
    held.close()
    assert warehouse_rows(home) == made.rows


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("home/settings.toml", ("crawl",)),
        ("sources.toml", CRAWL),
        ("home/settings.toml", ("prune",)),
    ],
)
@pytest.mark.parametrize("content", [b"\xff\xfe\x00 not text", b'[[source]]\nname = "cut'])
def test_a_damaged_file_of_the_users_is_named(
    home: Path, hedgerow: Run, file: str, words: tuple[str, ...], content: bytes
) -> None:
    (home.parent / file).write_bytes(content)
    ran = hedgerow("--home", home, *words, cwd=home.parent)
    assert (ran.code, ran.out) == (2, "")
    assert file in ran.complaint


@pytest.mark.parametrize(
    "words", [CRAWL, ("reextract",), ("forget", "https://example.org/"), ("prune",)]
)
def test_whoever_finds_a_crawl_at_work_is_told_its_process(
    home: Path, hedgerow: Run, words: tuple[str, ...]
) -> None:
    (home / "settings.toml").write_text("keep_archive_days = 1\n")
    with HomeLock(home, "crawl"):
        ran = hedgerow("--home", home, *words, cwd=home.parent)
    assert (ran.code, ran.out) == (2, "")
    assert f"{home}: a crawl is running (process {os.getpid()}, since 2" in ran.complaint


def test_publishing_and_asking_go_on_beside_a_crawl(
    made: CrawledSite, home: Path, hedgerow: Run
) -> None:
    with HomeLock(home, "crawl"):
        assert hedgerow("--home", home, "publish", cwd=home.parent).code == 0
        assert hedgerow("--home", home, "status", cwd=home.parent).code == 0
    assert warehouse_rows(home) == made.rows


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    """A home that this very user may not write to: by its mode, or for root by its mount."""
    if os.geteuid():
        home.chmod(0o500)
        yield home
        home.chmod(0o700)
        return
    mounted = subprocess.run(["mount", "--bind", "-o", "ro", str(home), str(home)], check=False)
    if mounted.returncode:
        pytest.skip("root here may write anywhere, and not mount")
    yield home
    subprocess.run(["umount", str(home)], check=True)


@pytest.mark.slow
def test_a_read_only_home_is_named_and_can_be_asked(
    made: CrawledSite, read_only: Path, hedgerow: Run
) -> None:
    ran = hedgerow("--home", read_only, *CRAWL, cwd=read_only.parent)
    assert (ran.code, ran.out) == (2, "")
    assert f"{read_only}: cannot be written to" in ran.complaint
    for words in (("publish",), ("prune",), ("forget", made.site.url + "/3"), ("reextract",)):
        ran = hedgerow("--home", read_only, *words, cwd=read_only.parent)
        assert ran.code == 2, words
        assert str(read_only) in ran.complaint
    assert hedgerow("--home", read_only, "sql", "from claims", cwd=read_only.parent).code == 0
    assert warehouse_rows(read_only) == made.rows


@pytest.mark.slow
def test_a_home_that_is_a_file_is_named(home: Path, hedgerow: Run) -> None:
    (home.parent / "taken").write_text("mine\n")
    for place in ("taken", "taken/below"):
        ran = hedgerow("--home", place, *CRAWL, cwd=home.parent)
        assert (ran.code, ran.out) == (2, "")
        assert "is not a folder; name another --home" in ran.complaint
    assert (home.parent / "taken").read_text() == "mine\n"
