"""The JSON line of a reading tells what was cut from its page, and how much."""

from __future__ import annotations

import json

from extractors.documents import read_document
from extractors.json_line import json_line
from extractors.model import Reading

PAGE = b"""<html><head><title>Sleep and mood in later life</title></head><body><article>
<h1>Sleep and mood in later life</h1>
<p>People who slept badly for a year were more often low, a study of two thousand adults says.</p>
<p>The link held when the team allowed for illness, work and money, but it shows no cause.</p>
<p>Views: 1,204</p>
</article></body></html>"""


def test_what_was_dropped_and_why() -> None:
    document = read_document(PAGE, id="page.html", kind="html")
    line = json_line(Reading(document, "1.0"))
    assert json.loads(json.dumps(line)) == line
    assert line["dropped"] == [{"reason": "engagement_counter", "characters": 12}]
    assert "1,204" not in line["text"]
    assert (line["verdict"], line["verdict_reason"]) == (document.verdict, document.verdict_reason)
