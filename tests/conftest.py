"""What every test shares: the public data folder, and the house rule on the network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Where the public data lies: HEDGEROW_DATA, else ../shared/data beside the checkout."""
    return Path(os.environ.get("HEDGEROW_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def data() -> Path:
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip("no public data: set HEDGEROW_DATA")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    folder = data_folder().parent / "seeds"
    if not folder.is_dir():
        pytest.skip("no seed articles beside the public data")
    return folder
