"""Every relation rule fires on text it was not written for, or it has no place in the rule file."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from extractors.language.annotate import annotate
from extractors.language.grammar.relations import relation_rules
from extractors.model import Document

pytestmark = [pytest.mark.data, pytest.mark.slow]
_FILES = {
    "hype/press_releases.jsonl": "text",
    "causal_strength/eurekalert.jsonl": "text",
    "causal_strength/pubmed.jsonl": "text",
    "evidence_direction/train.jsonl": "evidence",
}
_BATCH = 200
"""Single sentences are read in batches, one to a paragraph: a document each would take an hour."""


def _texts(data: Path) -> Iterator[str]:
    for name, key in _FILES.items():
        rows = (json.loads(line) for line in (data / name).read_text("utf-8").splitlines())
        texts = list(dict.fromkeys(row.get(key) or row["sentence"] for row in rows))
        size = 1 if key == "text" and "hype" in name else _BATCH
        for start in range(0, len(texts), size):
            yield "\n\n".join(texts[start : start + size])
    for path in sorted((data / "jats").glob("*.gz")):
        article = ElementTree.fromstring(gzip.decompress(path.read_bytes()))
        yield "\n\n".join(" ".join("".join(p.itertext()).split()) for p in article.iter("p"))


def firings(data: Path) -> Counter[str]:
    return Counter(
        claim.rule_id
        for text in _texts(data)
        for claim in annotate(Document("shared", text)).claims
    )


def test_every_rule_fires_on_shared_text(data: Path) -> None:
    counted = firings(data)
    listing = "\n".join(f"{rule_id}: {counted[rule_id]}" for rule_id in relation_rules())
    assert not [rule_id for rule_id in relation_rules() if not counted[rule_id]], listing
