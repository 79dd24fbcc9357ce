"""The one door to the terminal: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from typing import Any

from warehouse.screen import Screen, harmless

out = Screen(soft_wrap=False)
err = Screen(stderr=True)


def print_json(value: Any) -> None:
    """Writes one JSON value on one line of stdout, whatever the terminal's width."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def print_error(message: str) -> None:
    """Writes one clear line on stderr."""
    sys.stderr.write(f"hedgerow: {harmless(' '.join(message.split()))}\n")
