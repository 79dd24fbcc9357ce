"""Who is asking: the user agent, and the contact without which no other machine is asked."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from extractors.errors import InputError
from flows.fetching.addresses import host_key, is_loopback

__all__ = ["require_contact", "user_agent"]


def require_contact(url: str, contact: str | None) -> None:
    """None, when this URL may be asked; InputError where a contact is missing."""
    if contact or is_loopback(url):
        return
    raise InputError(
        f"a crawl of {host_key(url)} needs a contact that the site can reach: run `hedgerow init`"
        " and set contact in settings.toml, or set HEDGEROW_CONTACT"
    )


def user_agent(contact: str | None) -> str:
    """The software's name and version, and how to reach who runs it."""
    try:
        number = version("hedgerow")
    except PackageNotFoundError:
        number = "0"
    return f"hedgerow/{number}" + (f" (+{contact})" if contact else "")
