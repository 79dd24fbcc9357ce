"""Pages of the largest size that is read, in shapes that hang readers; and what lies past bounds.

A hostile page is read in a process of its own under limits of CPU time and address space that the
kernel holds: a reading that is not bounded is killed, whatever the load of the machine.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

from extractors.documents import read_document, read_text
from extractors.documents.bounds import (
    LONGEST_TEXT,
    MOST_ELEMENTS,
    MOST_REGIONS,
    PAST_LIMIT,
    bound_tree,
    bounded_document,
    bounded_markup,
)
from extractors.documents.html import LARGEST, parse_page
from extractors.documents.layout import Block, lay_out
from extractors.model import Document

PROSE = "Nobody in the long and invented trial slept any better than they had before it began. "
_CPU_SECONDS = 240
_ADDRESS_SPACE = 4 * 2**30
_READER = """
import json, sys
from extractors.documents import read_documents
from extractors.errors import DocumentError
try:
    found = read_documents(sys.stdin.buffer.read(), id="https://long.example/a")
except DocumentError as error:
    sys.exit(f"refused: {error.reason}")
first = found[0]
print(json.dumps([len(first.text), len(first.regions), [cut.reason for cut in first.dropped]]))
"""


def filled(unit: bytes | str, size: int = LARGEST - 10_000) -> bytes:
    whole = unit.encode() if isinstance(unit, str) else unit
    return whole * (size // len(whole))


def page(body: bytes) -> bytes:
    head = b"<html><head><title>A long page</title></head><body><article><h1>A long page</h1>"
    return head + body + b"</article></body></html>"


def jats(body: bytes) -> bytes:
    return b"<article article-type='research-article'><body>" + body + b"</body></article>"


def trial(**modules: object) -> bytes:
    return json.dumps(
        {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Sleep"},
                **modules,
            }
        }
    ).encode()


SHAPES: dict[str, Callable[[], bytes]] = {
    "paragraphs": lambda: page(filled(f"<p>{PROSE * 4}</p>\n")),
    "one paragraph": lambda: page(b"<p>" + filled(PROSE) + b"</p>"),
    "no full stop": lambda: page(b"<p>" + filled("word and then another word ") + b"</p>"),
    "tiny divs": lambda: page(filled("<div>a few words here of it</div>")),
    "deep": lambda: page(filled("<div>")),
    "deep with words": lambda: page(filled("<div>words ")),
    "one table": lambda: page(b"<table>" + filled("<tr><td>1</td><td>2</td></tr>") + b"</table>"),
    "one row": lambda: page(b"<table><tr>" + filled("<td>1.25</td>") + b"</tr></table>"),
    "script": lambda: page(b"<p>x</p><script>" + filled("if (a < 2) b(); ") + b"</script>"),
    "open scripts": lambda: page(filled("<script><style><svg>")),
    "one attribute": lambda: page(b"<p title='" + filled("word ") + b"'>x</p>"),
    "attributes": lambda: page(
        b"<p " + b" ".join(b"a%d='b'" % n for n in range(1_500_000)) + b">x</p>"
    ),
    "line breaks": lambda: page(b"<p>" + filled("a line of words<br>") + b"</p>"),
    "JSON-LD": lambda: page(
        b"<script type='application/ld+json'>" + filled('[{"@id":"a"},') + b"</script>"
    ),
    "JATS paragraphs": lambda: jats(filled(f"<sec><title>Results</title><p>{PROSE}</p></sec>")),
    "JATS paragraph": lambda: jats(b"<p>" + filled(PROSE) + b"</p>"),
    "JATS table": lambda: jats(
        b"<table-wrap><table>" + filled("<tr><td>1</td></tr>") + b"</table></table-wrap>"
    ),
    "JATS deep": lambda: jats(filled("<sec>")),
    "registry lines": lambda: trial(
        descriptionModule={"detailedDescription": filled("a line of it\n", 17 * 2**20).decode()}
    ),
    "registry arms": lambda: trial(
        armsInterventionsModule={"armGroups": [{"label": "Arm", "description": "x"}] * 500_000}
    ),
    "text without breaks": lambda: filled(PROSE),
    "text of one word": lambda: filled("a"),
    "text of dots": lambda: filled("."),
    "text of lines": lambda: filled("A line of text here.\n"),
    "text of cards": lambda: filled("Name: x\nPhone: 123456\n"),
}


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "darwin", reason="no limit of address space there")
@pytest.mark.parametrize("shape", SHAPES)
def test_twenty_megabytes_of_any_shape(shape: str) -> None:
    payload = SHAPES[shape]()
    assert 0.75 * LARGEST < len(payload) <= LARGEST
    done = subprocess.run(
        [sys.executable, "-c", _READER],
        input=payload,
        capture_output=True,
        preexec_fn=limit_this_process,
    )
    said = done.stderr.decode()[-500:]
    if said.startswith("refused: "):
        return
    assert done.returncode == 0, (done.returncode, said)
    characters, regions, dropped = json.loads(done.stdout)
    assert characters <= LONGEST_TEXT and regions <= MOST_REGIONS
    assert characters < 0.9 * LONGEST_TEXT or PAST_LIMIT in dropped


def past_limit(document: Document) -> int:
    return sum(cut.characters for cut in document.dropped if cut.reason == PAST_LIMIT)


def test_a_page_of_too_much_text_is_cut_and_says_so() -> None:
    words = PROSE * 20
    paragraphs = LONGEST_TEXT // len(words) + 50
    body = "".join(f"<p>Paragraph {n} has this to say. {words}</p>" for n in range(paragraphs))
    document = read_document(page(body.encode()), id="https://long.example/a", kind="html")
    assert 0.9 * LONGEST_TEXT < len(document.text) <= LONGEST_TEXT
    assert past_limit(document) > 45 * len(words)
    assert document.regions[-1].end == len(document.text)
    assert document.verdict == "article"


def test_a_tree_of_too_many_elements_is_cut_in_document_order() -> None:
    rows = "".join(f"<div><b>{n}</b>,</div>" for n in range(MOST_ELEMENTS))
    tree = parse_page(f"<html><body><div>{rows}</div><p>the end</p></body></html>")
    whole = sum(len(str(part)) for part in tree.itertext())
    gone = bound_tree(tree)
    left = "".join(str(part) for part in tree.itertext())
    assert sum(1 for _ in tree.iter()) == MOST_ELEMENTS
    assert left.startswith("0,1,2,") and "the end" not in left
    assert len(left) + gone == whole


def test_a_tree_within_bounds_stays_as_it_is() -> None:
    tree = parse_page(f"<html><body><p>{PROSE}</p><table><tr><td>1</td></tr></table></body></html>")
    before = [(element.tag, element.text, element.tail) for element in tree.iter()]
    assert bound_tree(tree) == 0
    assert [(element.tag, element.text, element.tail) for element in tree.iter()] == before


def test_a_row_of_too_many_cells_is_cut() -> None:
    cells = "".join(f"<td>{n}</td>" for n in range(1000))
    tree = parse_page(f"<html><body><table><tr>{cells}</tr></table></body></html>")
    assert bound_tree(tree) == len("".join(map(str, range(500, 1000))))
    assert len(tree.findall(".//td")) == 500


def test_long_markup_loses_what_no_reader_sees() -> None:
    silent = "<script>var a = '</p>';</script>" * 9_000 + "<STYLE>p {}</STYLE >" * 9_000
    linked = "<script type='application/ld+json'>{}</script>"
    huge = "<p data-x='" + "<i>" * 10_000 + "'>"
    markup, left_out = bounded_markup(f"<body>{silent}{linked}{huge}the words</p><script>no end")
    assert "var a" not in markup and "p {}" not in markup and "<i>" not in markup
    assert linked in markup and "<p>the words</p>" in markup and left_out == 0


def test_short_markup_is_left_alone() -> None:
    markup = "<p><script>a</script><style>b</style>"
    assert bounded_markup(markup) == (markup, 0)


def test_a_text_past_the_limit_is_counted() -> None:
    document = read_text("7" * (LONGEST_TEXT + 500), id="t")
    assert len(document.text) == LONGEST_TEXT
    assert past_limit(document) == 500


def test_a_document_of_too_many_regions_ends_with_a_whole_one() -> None:
    text, regions = lay_out(Block("list", f"item {n}") for n in range(MOST_REGIONS + 10))
    document = bounded_document(Document(id="t", text=text, regions=regions))
    assert len(document.regions) == MOST_REGIONS
    assert document.text.endswith(f"item {MOST_REGIONS - 1}")
    assert past_limit(document) == len(text) - len(document.text)


def test_within_the_bounds_nothing_is_said() -> None:
    document = Document(id="t", text=PROSE)
    assert bounded_document(document) is document


@pytest.mark.parametrize("depth", [240, 300, 3_000])
def test_words_nested_too_deep_are_counted_and_said(depth: int) -> None:
    body = "<div>" * depth + f"<p>{PROSE * 8}</p>" * 6 + "</div>" * depth
    document = read_document(page(body.encode()), id="https://deep.example/a", kind="html")
    if depth < 256:
        assert (document.verdict, past_limit(document)) == ("article", 0)
        return
    assert document.verdict == "too_short"
    assert abs(past_limit(document) - 6 * len(PROSE * 8)) < 60
    assert "past the limits were not read" in document.verdict_reason
