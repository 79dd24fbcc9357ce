"""The extractor's version, written on every row that it makes."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

__all__ = ["extractor_version"]


@cache
def extractor_version(user_lexicon: Path | None = None) -> str:
    """The release and a fingerprint of every rule, weight and line that reads, yours included.

    It changes whenever a reading of the same bytes may differ, so that rows of an older extractor
    can be told from those of this one.
    """
    digest = hashlib.blake2b(digest_size=4)
    root = Path(str(resources.files("extractors")))
    for path in sorted(root.rglob("*")):
        if path.is_file() and _reads(path.relative_to(root)):
            digest.update(path.read_bytes())
    if user_lexicon:
        digest.update(user_lexicon.read_bytes())
    return f"{version('hedgerow')}+{digest.hexdigest()}"


def _reads(path: Path) -> bool:
    """Whether a reading may depend on this file: no training, no scoring, no compiled code."""
    if path.parts[0] in {"training", "evaluation"}:
        return False
    return path.parts[0] == "weights" or path.suffix in {".py", ".toml", ".csv"}
