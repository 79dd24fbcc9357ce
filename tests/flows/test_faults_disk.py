"""A disk that fills up under a crawl: one clear line, nothing lost, and the next one ends it."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.fetching.archive import Archive, records_from
from flows.fetching.client import Exchange
from flows.fetching.target import Target
from tests.flows.chaos import Answer, Asked, Site, story
from tests.flows.plain_crawl import crawl_plainly
from tests.flows.warehouse_rows import differences, warehouse_rows

PAGES = 12
MIB = 1024 * 1024
ROOM = 96 * MIB


@dataclass(frozen=True)
class SmallDisk:
    """A file system of its own, and how to fill it."""

    folder: Path

    def fill(self) -> None:
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b"\0" * 65_536)
            except OSError:
                return

    def empty(self) -> None:
        (self.folder / "ballast").unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not everywhere")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def write_sources(site: Site, folder: Path) -> None:
    urls = [site.page(f"/{number}", story(number)) for number in range(PAGES)]
    row = f'[[source]]\nname = "a"\nadapter = "page"\nurls = {urls}\nallow_private = true\n'
    (folder / "sources.toml").write_text(row + "delay = 0.0\n")


CRAWL = ("--json", "crawl", "--sources", "sources.toml")


@pytest.mark.slow
def test_a_disk_that_fills_up_while_pages_are_fetched(
    disk: SmallDisk, site: Site, tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    write_sources(site, tmp_path)
    calm = hedgerow("--home", "calm", *CRAWL, cwd=tmp_path)
    assert calm.code == 0, calm.err
    full = threading.Event()

    def filling(asked: Asked) -> Answer:
        if not full.is_set():
            full.set()
            disk.fill()
        return Answer(story(5).encode())

    site.routes["/5"] = filling
    home = disk.folder / "home"
    ran = hedgerow("--home", home, *CRAWL, cwd=tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1] == (
        f"hedgerow: {home}: the disk is full; make room, then run again: "
        "what was fetched and staged is kept, run again to go on"
    )
    assert "Traceback" not in ran.err
    again = hedgerow("--home", home, *CRAWL, cwd=tmp_path)
    assert again.code == 1, "it is still full, which is told before anything starts"
    assert "the disk is full" in again.complaint
    disk.empty()
    ended = hedgerow("--home", home, *CRAWL, cwd=tmp_path)
    assert ended.code == 0, ended.err
    assert differences(warehouse_rows(tmp_path / "calm"), warehouse_rows(home)) == []


@pytest.mark.slow
def test_a_quota_that_ends_in_the_middle_of_the_load(
    readers: None, site: Site, tmp_path: Path
) -> None:
    """The limit on one file's size stands for a quota: any user may set it on himself."""
    write_sources(site, tmp_path)
    calm, home, catalogue = tmp_path / "calm", tmp_path / "home", tmp_path / "sources.toml"
    crawl_plainly(calm, catalogue)
    half = (calm / "store" / "store.duckdb").stat().st_size // 2
    limited = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("plain_crawl.py")), home, catalogue],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (half, half)),
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert limited.returncode == 1
    assert "file too large" in limited.stderr.lower()
    assert list(home.glob("staging/*/part-*/documents.parquet")), "it came as far as the load"
    assert not (home / "warehouse.duckdb").is_symlink()
    crawl_plainly(home, catalogue)
    assert {path: asked for path, asked in site.paths().items() if asked != 2} == {}
    assert differences(warehouse_rows(calm), warehouse_rows(home)) == []


def test_a_record_that_does_not_fit_leaves_nothing_of_itself(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    body = random.Random(1).randbytes(4_000)
    exchange = Exchange("http://a/", status=200, headers=(), wire=body, body=body)
    archive, target = Archive(tmp_path, "run"), Target("http://a/", "s")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    places = [archive.write_exchange(exchange, target, "page", "2026-01-01T00:00:00Z")]
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (archive.length + 2_000, limit[1]))
        with pytest.raises(OSError, match="too large"):
            archive.write_exchange(exchange, target, "page", "2026-01-01T00:00:00Z")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    places.append(archive.write_exchange(exchange, target, "page", "2026-01-01T00:00:00Z"))
    archive.close()
    found = [(r.archive_file, r.archive_offset) for r, _, _ in records_from(tmp_path, places[0][0])]
    assert [offset for _, offset in found] == [offset for _, offset in places]
    shutil.rmtree(tmp_path / "archive")
