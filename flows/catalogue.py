"""The source catalogue: which sites, feeds, queries and files a crawl asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from extractors.errors import CatalogueError

__all__ = ["Adapter", "CatalogueError", "Source", "SourceKind", "read_catalogue"]

SourceKind = Literal[
    "news",
    "blog",
    "press_release",
    "journal",
    "preprint",
    "registry",
    "reference",
    "unknown",
]
Adapter = Literal[
    "page", "feed", "sitemap", "pubmed", "europepmc", "medrxiv", "clinicaltrials", "files"
]
API_HOSTS: Mapping[str, str] = {
    "pubmed": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    "europepmc": "https://www.ebi.ac.uk/europepmc/webservices/rest",
    "medrxiv": "https://api.biorxiv.org",
    "clinicaltrials": "https://clinicaltrials.gov/api/v2",
}
"""Where each API lives, unless the row names a base_url."""
_WITH_DOIS = ("europepmc", "medrxiv")
_URL_ADAPTERS = ("page", "feed", "sitemap", "files")
_KEYS: Mapping[str, tuple[type, ...]] = {
    "name": (str,),
    "kind": (str,),
    "adapter": (str,),
    "urls": (list,),
    "query": (str,),
    "base_url": (str,),
    "delay": (int, float),
    "max_documents": (int,),
    "min_documents": (int,),
    "allow_private": (bool,),
    "days": (int,),
    "full_text": (bool,),
    "crossref": (bool,),
    "server": (str,),
}
_WORDS: Mapping[tuple[type, ...], str] = {
    (str,): "a text",
    (list,): "a list of texts",
    (int, float): "a number",
    (int,): "a whole number",
    (bool,): "true or false",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One row of the catalogue."""

    name: str
    kind: SourceKind = "unknown"
    adapter: Adapter = "page"
    urls: tuple[str, ...] = ()
    """Pages, feeds, sitemaps; for `files`, paths and globs relative to `folder`."""
    query: str | None = None
    """What an API adapter searches for."""
    base_url: str | None = None
    """Another host for an API: a mirror or a test server. No slash at the end."""
    delay: float = 2.0
    """Least seconds between two requests to one host; a larger Crawl-delay wins."""
    max_documents: int = 200
    min_documents: int = 1
    allow_private: bool = False
    days: int | None = None
    """How many days back a sitemap or an API is searched; none: the adapter's own window."""
    server: Literal["medrxiv", "biorxiv"] = "medrxiv"
    """medRxiv: which of the two sister servers is read."""
    full_text: bool = False
    """Europe PMC: ask for the open full text as well as the abstract."""
    crossref: bool = False
    """Europe PMC, medRxiv: ask Crossref for retractions and updates of each DOI."""
    folder: Path = Path()
    """Where the catalogue file lies; paths of `files` start here."""

    @property
    def api(self) -> str:
        """The root of the API that is asked, without a slash at the end; empty for no API."""
        return self.base_url or API_HOSTS.get(self.adapter, "")

    @property
    def homepage(self) -> str | None:
        """The site's root, the API's host, or None for files."""
        if self.adapter == "files":
            return None
        parts = urlsplit(self.urls[0] if self.urls else self.api)
        return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else None


def read_catalogue(path: Path) -> tuple[Source, ...]:
    """The sources of a catalogue file, in its order.

    CatalogueError is one line that names the file, the row and the mend.
    """
    text = ""
    try:
        text = path.read_text("utf-8")
        rows = tomllib.loads(text)
    except FileNotFoundError:
        raise CatalogueError(
            f"{path}: no such catalogue; `hedgerow init` writes one, --sources names another"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read ({error})") from error
    except tomllib.TOMLDecodeError as error:
        last = f"at the end, line {len(text.splitlines())}"
        why = str(error).replace("at end of document", last)
        raise CatalogueError(f"{path}: not valid TOML: {why}") from error
    return _sources(path, rows)


def _sources(path: Path, rows: Mapping[str, Any]) -> tuple[Source, ...]:
    stray = sorted(set(rows) - {"source"})
    if stray:
        raise CatalogueError(f"{path}: unknown table or key {stray[0]!r}; rows start [[source]]")
    listed = rows.get("source")
    if not isinstance(listed, list) or not listed:
        raise CatalogueError(f"{path}: no sources; each one starts with a line [[source]]")
    sources: list[Source] = []
    for number, row in enumerate(listed, 1):
        sources.append(_source(path, number, row))
        if sources[-1].name in {source.name for source in sources[:-1]}:
            raise CatalogueError(
                f"{path}: source {number}: the name {sources[-1].name!r} is taken; choose another"
            )
    return tuple(sources)


def _source(path: Path, number: int, row: object) -> Source:
    if not isinstance(row, dict):
        raise CatalogueError(f"{path}: source {number}: must be a table that starts [[source]]")
    name = row.get("name")
    place = f"{path}: source {number}" + (f" ({name!r})" if isinstance(name, str) else "")
    _check_types(place, row)
    if not name:
        raise CatalogueError(f'{place}: has no name; add name = "..."')
    _check_choice(place, "server", row.get("server", "medrxiv"), ("medrxiv", "biorxiv"))
    _check_choice(place, "kind", row.get("kind", "unknown"), get_args(SourceKind))
    if "adapter" not in row:
        raise CatalogueError(f"{place}: has no adapter; one of {', '.join(get_args(Adapter))}")
    _check_choice(place, "adapter", row["adapter"], get_args(Adapter))
    _check_numbers(place, row)
    _check_asked(place, row)
    fields = {**row, "urls": tuple(row.get("urls", ())), "delay": float(row.get("delay", 2.0))}
    if "query" in fields:
        fields["query"] = " ".join(fields["query"].split())
    if "base_url" in fields:
        fields["base_url"] = fields["base_url"].rstrip("/")
    return Source(**fields, folder=path.resolve().parent)


def _check_types(place: str, row: Mapping[str, Any]) -> None:
    for key, value in row.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1)
            mend = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(_KEYS)}"
            raise CatalogueError(f"{place}: unknown key {key!r}; {mend}")
        types = _KEYS[key]
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise CatalogueError(f"{place}: {key} must be {_WORDS[types]}, not {value!r}")


def _check_choice(place: str, key: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise CatalogueError(f"{place}: unknown {key} {value!r}; one of {', '.join(known)}")


def _check_numbers(place: str, row: Mapping[str, Any]) -> None:
    for key, least in (("delay", 0), ("max_documents", 1), ("min_documents", 0), ("days", 1)):
        if not row.get(key, least) >= least:
            raise CatalogueError(f"{place}: {key} is {row[key]}; it must be {least} or more")


def _check_asked(place: str, row: Mapping[str, Any]) -> None:
    adapter = row["adapter"]
    if adapter in _URL_ADAPTERS:
        if not row.get("urls"):
            raise CatalogueError(f'{place}: adapter {adapter} needs urls = ["..."]')
        for url in row["urls"]:
            _check_url(place, "urls", url, adapter == "files")
    if row.get("crossref") and adapter not in _WITH_DOIS:
        known = " and ".join(_WITH_DOIS)
        raise CatalogueError(f"{place}: crossref = true is for adapters {known} alone; take it out")
    if adapter not in _URL_ADAPTERS and not str(row.get("query", "")).strip():
        raise CatalogueError(f'{place}: adapter {adapter} needs query = "..."')
    if "base_url" in row:
        _check_url(place, "base_url", row["base_url"], False)


def _check_url(place: str, key: str, url: object, is_path: bool) -> None:
    if not isinstance(url, str) or not url.strip():
        raise CatalogueError(f"{place}: {key} holds {url!r}; each must be a text")
    if is_path:
        return
    try:
        parts = urlsplit(url)
        if parts.username is not None:  # which is not repeated here: it may end in a log
            raise CatalogueError(f"{place}: {key} holds an address with a user name; take it out")
        named = parts.scheme in ("http", "https") and bool(parts.hostname)
        named = named and (parts.port is None or parts.port > 0)
    except ValueError:
        named = False
    if not named:
        raise CatalogueError(f"{place}: {key} holds {url!r}; it must start http:// or https://")
