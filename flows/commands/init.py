"""`hedgerow init`: a home with commented settings and a catalogue, nothing overwritten."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from flows.settings import SETTINGS_TEMPLATE
from flows.terminal import out


def write_home(home: Path) -> int:
    """Zero, once settings.toml and sources.toml lie in the home; older ones are kept."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    catalogue = (resources.files("flows") / "sources.toml").read_text("utf-8")
    for name, text in (("settings.toml", SETTINGS_TEMPLATE), ("sources.toml", catalogue)):
        path = home / name
        if path.exists():
            out.print(f"kept     {path}")
        else:
            path.write_text(text, "utf-8")
            out.print(f"wrote    {path}")
    (home / "settings.toml").chmod(0o600)
    out.print("Next: put your contact into settings.toml, then run: hedgerow crawl --dry-run")
    return 0
