"""Who reads the pages of a run: processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import os
from dataclasses import dataclass

from extractors.errors import InputError
from flows.reading_pool import Readers, ReadingPool
from flows.settings import Settings

RUNNERS = ("local", "dask")


@dataclass(frozen=True, slots=True)
class Runner:
    """What was asked for on the command line; `address` is a Dask scheduler's."""

    kind: str = "local"
    address: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in RUNNERS:
            raise InputError(f"--runner {self.kind}: there are {' and '.join(RUNNERS)}")
        if self.address and self.kind != "dask":
            raise InputError("--dask-address: needs --runner dask")

    def readers(self, settings: Settings) -> Readers:
        """The readers, started or connected to; call it once Prefect is embedded.

        InputError where a cluster cannot be used, with the reason.
        """
        if self.kind == "local":
            return ReadingPool(settings.processes)
        from flows.dask_pool import DaskPool

        address = self.address or os.environ.get("DASK_SCHEDULER_ADDRESS")
        return DaskPool(settings.home, address, settings.user_lexicon)


HERE = Runner()
