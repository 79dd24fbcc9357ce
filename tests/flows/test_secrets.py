"""A crawl with an API key leaves the key nowhere in its home, its output or its messages."""

from __future__ import annotations

import gzip
import json
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import duckdb
import pytest

from extractors.errors import SettingsError
from flows.settings import exposed_key, read_settings
from tests.flows.chaos import Answer, Asked, Site
from tests.flows.sources.apis import PubMed

KEY = "5ecre7+0f/ours=and no one's"
FORMS = (KEY, quote(KEY, safe=""), quote_plus(KEY), json.dumps(KEY)[1:-1])
ROW = """[[source]]
name = "{name}"
adapter = "pubmed"
query = "{query}"
base_url = "{base}"
delay = 0.0
allow_private = true
"""


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and unpacked what it keeps packed."""
    raw = path.read_bytes()
    yield raw
    if path.suffix == ".gz":
        yield gzip.decompress(raw)
    elif path.suffix == ".parquet":
        yield repr(duckdb.sql(f"FROM read_parquet('{path}')").fetchall()).encode()
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as database:
            tables = database.execute(
                "SELECT database_name, schema_name, table_name FROM duckdb_tables()"
            ).fetchall()
            for name in tables:
                place = ".".join(f'"{part}"' for part in name)
                yield repr(database.execute(f"FROM {place}").fetchall()).encode()
    elif raw.startswith(b"SQLite format 3"):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            yield "\n".join(database.iterdump()).encode()


def install(site: Site) -> None:
    """An E-utilities that repeats the key wherever a server can."""
    PubMed([(str(n), "2026-01-01") for n in range(1, 4)]).install(site)
    search = site.routes["/esearch.fcgi"]
    assert callable(search)

    def told(asked: Asked) -> Answer:
        return Answer(
            gzip.compress(
                search(asked).body.replace(b'"header": {}', b'"header": "%b"' % KEY.encode())
            ),
            headers={
                "Content-Type": "application/json",
                "Content-Encoding": "gzip",
                "X-Api-Key": KEY,
                "Set-Cookie": f"k={quote(KEY, safe='')}",
            },
        )

    def moved(asked: Asked) -> Answer:
        return Answer(status=302, headers={"Location": "/esearch.fcgi?" + asked.path.split("?")[1]})

    limit = json.dumps({"error": "API rate limit exceeded", "api-key": KEY, "count": "11"})
    site.routes["/esearch.fcgi"] = told
    site.routes["/moved/esearch.fcgi"] = moved
    site.routes["/moved/efetch.fcgi"] = site.routes["/efetch.fcgi"]
    site.routes["/limited/esearch.fcgi"] = Answer(limit.encode(), 400)
    site.routes["/broken/esearch.fcgi"] = lambda asked: Answer(asked.path.encode(), 200)


@pytest.fixture
def crawled(tmp_path: Path, site: Site, hedgerow: Callable[..., Any]) -> Any:
    install(site)
    bases = {name: f"{site.url}/{name}" for name in ("moved", "limited", "broken")}
    bases |= {"plain": site.url, "dead": "http://127.0.0.1:9"}
    rows = [ROW.format(name=name, query=f"q {name}", base=base) for name, base in bases.items()]
    (tmp_path / "sources.toml").write_text("\n".join(rows))
    words = ("--home", "home", "--json", "crawl", "--sources", "sources.toml")
    given = {"HEDGEROW_NCBI_API_KEY": KEY, "HEDGEROW_CONTACT": "me@example.org"}
    return hedgerow(*words, cwd=tmp_path, **given)


@pytest.mark.slow
def test_the_key_is_sent_and_kept_nowhere(crawled: Any, tmp_path: Path, site: Site) -> None:
    assert crawled.code == 3, crawled.err
    status = {source["name"]: source["status"] for source in crawled.json["sources"]}
    assert status == {
        "plain": "completed", "moved": "completed",
        "limited": "failed", "broken": "failed", "dead": "failed",
    }  # fmt: skip
    assert all(f"api_key={quote_plus(KEY)}" in asked.path for asked in site.asked)
    for told in (crawled.out, crawled.err):
        assert not any(form in told for form in FORMS)
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    kinds = {path.name.rpartition(".")[2] for path in files}
    assert {"gz", "parquet", "duckdb", "db"} <= kinds
    holding = [
        (str(path.relative_to(tmp_path)), form)
        for path in files
        for content in contents(path)
        for form in FORMS
        if form.encode() in content
    ]
    assert holding == []
    archives = [p for p in files if p.suffix == ".gz"]
    assert any(b"[key]" in gzip.decompress(path.read_bytes()) for path in archives)


def test_a_password_in_the_catalogue_is_refused_and_not_repeated(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    row = '[[source]]\nname = "a"\nadapter = "page"\nurls = ["https://ana:hunter22@example.org/"]\n'
    (tmp_path / "sources.toml").write_text(row)
    ran = hedgerow("--home", "home", "crawl", "--sources", "sources.toml", cwd=tmp_path)
    assert ran.code == 2
    assert ran.complaint.endswith("urls holds an address with a user name; take it out")
    assert "hunter22" not in ran.out + ran.err


def test_a_new_home_and_its_settings_are_their_owners_alone(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    assert hedgerow("--home", "home", "init", cwd=tmp_path).code == 0
    home = tmp_path / "home"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "settings.toml").stat().st_mode) == 0o600
    home.chmod(0o750)
    (home / "settings.toml").chmod(0o644)
    assert hedgerow("--home", "home", "init", cwd=tmp_path).code == 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o750, "a home that its owner opened stays open"
    assert stat.S_IMODE((home / "settings.toml").stat().st_mode) == 0o600


def test_a_crawl_makes_a_home_for_its_owner_alone(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    (tmp_path / "post.txt").write_text("Aspirin may help.")
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "a"\nadapter = "files"\nurls = ["*.txt"]\n'
    )
    plan = ("--home", "home", "crawl", "--dry-run", "--sources", "sources.toml")
    assert hedgerow(*plan, cwd=tmp_path).code == 0
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_a_key_that_others_can_read_is_told(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    tmp_path.chmod(0o755)
    assert exposed_key(tmp_path) is None
    settings.write_text('ncbi_api_key = ""\n')
    settings.chmod(0o644)
    assert exposed_key(tmp_path) is None, "there is no key to see"
    settings.write_text('ncbi_api_key = "0123456789abcdef"\n')
    told = exposed_key(tmp_path)
    assert told is not None
    assert told.endswith(f"chmod 600 {settings}")
    assert "0123456789abcdef" not in told
    settings.chmod(0o600)
    assert exposed_key(tmp_path) is None
    settings.chmod(0o644)
    tmp_path.chmod(0o700)
    assert exposed_key(tmp_path) is None, "nobody else comes so far"


def test_a_key_of_the_wrong_kind_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("ncbi_api_key = 123456789\n")
    with pytest.raises(SettingsError, match="ncbi_api_key must be a text, not what it is"):
        read_settings(tmp_path)
