"""Every error that Hedgerow raises on purpose.

    HedgerowError
    ├── InputError               the user can mend it: one line on stderr, exit code 2
    │   ├── CatalogueError       a source catalogue that cannot be read, or a bad row in it
    │   ├── SettingsError        a settings file or environment variable with a bad value
    │   ├── LexiconError         a lexicon or rule row that breaks its format
    │   └── QueryError           SQL that the warehouse refuses
    ├── DocumentError            one document cannot be read: a row in `issues`, the run goes on
    ├── FetchError               one request came to nothing: a row in `fetches`, the run goes on
    └── WarehouseError           the store is broken or busy: nothing was changed

A broken invariant is none of these: it is an AssertionError or the like, and crashes.
"""

from __future__ import annotations

__all__ = [
    "CatalogueError",
    "DocumentError",
    "FetchError",
    "HedgerowError",
    "InputError",
    "LexiconError",
    "QueryError",
    "SettingsError",
    "WarehouseError",
]


class HedgerowError(Exception):
    """Anything that Hedgerow raises on purpose."""


class InputError(HedgerowError):
    """What the user gave cannot be used; the message names it and says how to mend it."""


class CatalogueError(InputError):
    """A source catalogue cannot be read, or one of its rows is wrong."""


class SettingsError(InputError):
    """A setting has a value that it cannot have."""


class LexiconError(InputError):
    """A lexicon or rule row breaks its format."""


class QueryError(InputError):
    """The warehouse refuses this SQL; the message is the database's own."""


class DocumentError(HedgerowError):
    """One document cannot be read; `reason` is a short code for `issues.reason`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class FetchError(HedgerowError):
    """One request came to nothing; `outcome` is the word kept in `fetches.outcome`."""

    def __init__(self, outcome: str, detail: str = "") -> None:
        super().__init__(f"{outcome}: {detail}" if detail else outcome)
        self.outcome = outcome
        self.detail = detail


class WarehouseError(HedgerowError):
    """The store cannot be opened, locked or trusted; nothing was changed."""
