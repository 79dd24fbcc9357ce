"""A catalogue is read whole, or refused with one line that says what to mend."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from extractors.errors import CatalogueError
from flows.catalogue import Source, read_catalogue

GOOD = """
[[source]]
name = "a-blog"
kind = "blog"
adapter = "page"
urls = ["https://example.org/post.html"]
delay = 3

[[source]]
name = "trials"
kind = "registry"
adapter = "clinicaltrials"
query = "tocilizumab depression"
base_url = "http://127.0.0.1:9/api/"
max_documents = 5
min_documents = 0
allow_private = true
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_catalogue_gives_its_rows_in_order(tmp_path: Path) -> None:
    blog, trials = read_catalogue(written(tmp_path, GOOD))
    assert blog == Source(
        "a-blog",
        "blog",
        "page",
        ("https://example.org/post.html",),
        delay=3.0,
        folder=tmp_path.resolve(),
    )
    assert (trials.query, trials.base_url) == ("tocilizumab depression", "http://127.0.0.1:9/api")
    assert (trials.delay, trials.max_documents, trials.min_documents) == (2.0, 5, 0)
    assert (blog.homepage, trials.homepage) == ("https://example.org/", "http://127.0.0.1:9/")


def row(**changes: str) -> str:
    keys = {"name": '"x"', "adapter": '"page"', "urls": '["http://a.test/"]', **changes}
    lines = (f"{key} = {value}" for key, value in keys.items() if value)
    return "[[source]]\n" + "\n".join(lines)


BAD = {
    "not TOML": ("[[source]]\nname = 'x\n", "line 2"),
    "no rows": ("", "no sources"),
    "rows under another name": ("[[sources]]\nname = 'x'", "'sources'; rows start [[source]]"),
    "a number for a table": ("source = 3", "no sources"),
    "no name": (row(name=""), 'source 1: has no name; add name = "..."'),
    "a name that is no text": (row(name="3"), "name must be a text, not 3"),
    "unknown adapter": (row(adapter='"rss"'), "unknown adapter 'rss'; one of page, feed"),
    "no adapter": (row(adapter=""), "has no adapter; one of page"),
    "unknown kind": (row(kind='"paper"'), "unknown kind 'paper'; one of news"),
    "a slip in a key": (row(url='["x"]'), "unknown key 'url'; did you mean 'urls'?"),
    "a strange key": (row(colour="1"), "unknown key 'colour'; known keys: name"),
    "no urls": (row(urls=""), 'adapter page needs urls = ["..."]'),
    "empty urls": (row(urls="[]"), "needs urls"),
    "no query": (row(adapter='"pubmed"', urls=""), 'adapter pubmed needs query = "..."'),
    "a bare host": (row(urls='["example.org"]'), "must start http:// or https://"),
    "another scheme": (row(urls='["file:///etc/passwd"]'), "must start http:// or https://"),
    "a broken port": (row(urls='["http://a.test:x/"]'), "must start http:// or https://"),
    "an url that is no text": (row(urls="[1]"), "urls holds 1; each must be a text"),
    "negative delay": (row(delay="-1"), "delay is -1; it must be 0 or more"),
    "delay that is no number": (row(delay="true"), "delay must be a number, not True"),
    "delay that is nan": (row(delay="nan"), "delay is nan; it must be 0 or more"),
    "no documents": (row(max_documents="0"), "max_documents is 0; it must be 1 or more"),
    "bad base_url": (row(base_url='"host"'), "base_url holds 'host'"),
    "the same name twice": (row() + "\n" + row(), "source 2: the name 'x' is taken"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_one_line_with_file_and_mend(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(path)
    line = str(caught.value)
    assert message in line
    assert line.startswith(str(path))
    assert "\n" not in line


def test_a_missing_catalogue_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="hedgerow init"):
        read_catalogue(tmp_path / "none.toml")


def test_a_folder_or_other_bytes_are_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        read_catalogue(tmp_path)
    (tmp_path / "sources.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogueError, match="cannot be read"):
        read_catalogue(tmp_path / "sources.toml")


def test_the_shipped_catalogue_is_good() -> None:
    with resources.as_file(resources.files("flows") / "sources.toml") as path:
        sources = read_catalogue(path)
    assert sources
    assert not any(source.allow_private for source in sources)
