"""An API whose pages never end brings the crawl to one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.chaos import Answer, Asked, Site
from tests.flows.sources.apis import as_json, study


@pytest.mark.parametrize("adapter", ["clinicaltrials", "europepmc"])
def test_an_endless_pager_ends(ask: Any, site: Site, adapter: str) -> None:
    def again(asked: Asked) -> Answer:
        number = len(site.asked)
        rows = {"result": [{"id": "1", "source": "MED", "title": "One"}]}
        found = {"hitCount": 9, "resultList": rows, "nextCursorMark": f"c{number}"}
        return as_json(
            {**found, "totalCount": 9, "studies": [study("NCT1")], "nextPageToken": f"t{number}"}
        )

    site.routes["/search"] = site.routes["/studies"] = again
    responses, reason = ask(adapter)
    assert len(responses) == 1
    assert reason.endswith("1 of 9 rows received: a page of the API brought nothing new")
