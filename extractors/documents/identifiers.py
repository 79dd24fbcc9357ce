"""DOI, PubMed and trial registry ids named in a text or in a link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>{}|\\^`\[\]]+", re.IGNORECASE)
_PMID = re.compile(
    r"(?:\bPMID\s*:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)(\d{4,8})\b",
    re.IGNORECASE,
)
_REGISTRY = re.compile(
    r"\b(NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|EUCTR\d{4}-\d{6}-\d{2}|ChiCTR(?:-[A-Z]+-)?\d{8,10}"
    r"|UMIN\d{9}|JPRN-\w+|CTRI/\d{4}/\d{2,3}/\d{6}|DRKS\d{8}|NTR\d{3,5}|PACTR\d{15,16})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What a page names: `doi` and `pmid` only where the page names exactly one."""

    doi: str | None
    pmid: str | None
    registry_ids: tuple[str, ...]


def find_identifiers(text: str, links: Iterable[str] = ()) -> Identifiers:
    """The ids in the text and in the links' addresses; a page that cites two papers is neither."""
    everything = "\n".join((text, *links))
    dois = {doi for match in _DOI.findall(everything) if (doi := clean_doi(match))}
    pmids = set(_PMID.findall(everything))
    return Identifiers(
        doi=dois.pop() if len(dois) == 1 else None,
        pmid=pmids.pop() if len(pmids) == 1 else None,
        registry_ids=registry_ids(everything),
    )


def clean_doi(text: str) -> str | None:
    """The DOI in a string ("https://doi.org/10.1/X." gives "10.1/x"), None where there is none."""
    match = _DOI.search(text)
    if not match:
        return None
    doi = re.sub(r"[?#&].*$", "", match.group()).rstrip(".,;:")
    while doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1].rstrip(".,;:")
    return doi.lower()


def registry_ids(text: str) -> tuple[str, ...]:
    """Trial registry ids, in order of first naming; NCT and ISRCTN in capitals."""
    return tuple(dict.fromkeys(_spelt(found) for found in _REGISTRY.findall(text)))


def _spelt(registry_id: str) -> str:
    if registry_id.lower().startswith("chictr"):
        return "ChiCTR" + registry_id[6:].upper()
    return registry_id.upper()
