"""Adapter `clinicaltrials`: ClinicalTrials.gov, API v2, paged by token, results section included.

Built from documentation and recorded studies; never run against the live service.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.catalogue import Source
from flows.fetching import Fetcher, Target
from flows.sources.paging import ApiCall, Ledger, Row

__all__ = ["discover_clinicaltrials"]

PAGE = 100
_LEAST_DELAY = 1.2
"""About fifty requests a minute are borne."""


async def discover_clinicaltrials(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """One target for each study, the latest updated first.

    FetchError where a page token repeats or studies are missing at the end.
    """
    call = ApiCall(source, fetcher, _LEAST_DELAY)
    ledger = Ledger(f"clinicaltrials {source.query!r}")
    token: str | None = None
    while True:
        page = await _page(call, token)
        if "totalCount" in page:
            ledger.announced = int(page["totalCount"])
        studies = {_nct_id(study): study for study in page.get("studies") or ()}
        for nct_id in ledger.take(studies):
            yield _target(call, nct_id, studies[nct_id])
        token = page.get("nextPageToken")
        if not token:
            break
        ledger.turn(token)
    ledger.close()


async def _page(call: ApiCall, token: str | None) -> dict[str, Any]:
    query = call.source.query or ""
    if call.source.days:
        today = datetime.fromtimestamp(call.fetcher.clock(), UTC).date()
        since = today - timedelta(days=call.source.days)
        query = f"({query}) AND AREA[LastUpdatePostDate]RANGE[{since},MAX]"
    return await call.object(
        "/studies",
        **{"query.term": query},
        format="json",
        pageSize=PAGE,
        countTotal="true",
        sort="LastUpdatePostDate:desc",
        pageToken=token,
    )


def _nct_id(study: Row) -> str:
    return str(study["protocolSection"]["identificationModule"]["nctId"])


def _target(call: ApiCall, nct_id: str, study: Row) -> Target:
    naming = study["protocolSection"]["identificationModule"]
    status = study["protocolSection"].get("statusModule") or {}
    body = json.dumps(study, ensure_ascii=False, sort_keys=True).encode()
    return call.record(
        f"https://clinicaltrials.gov/study/{nct_id}",
        body,
        "application/json",
        naming.get("briefTitle"),
        (status.get("studyFirstPostDateStruct") or {}).get("date"),
    )
