"""`hedgerow extract`: one JSON line per document, text untouched, offsets exact, honest exits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

ARTICLE = (
    "Sirukumab and low mood 🧪\n\nIn a trial of 40 adults, sirukumab did not reduce depression "
    "scores compared with placebo. “It may help some people,” said Dr Ada Voss. Sirukumab blocks "
    "interleukin‑6 (IL‑6)—has anyone looked at TNF-α? A naïve reader could be misled.\n"
)
PAGE = f"""<html><head><title>Sirukumab</title></head><body><article><h1>Sirukumab and low mood</h1>
<p>{" ".join(ARTICLE.split(chr(10))[2:])}</p><p>Sirukumab is not approved for depression, and the
trial was small, so that larger trials are needed before anyone can say whether it works.</p>
</article></body></html>"""


def spans(line: Any) -> Iterator[dict[str, Any]]:
    yield from line["mentions"]
    yield from line["flags"]
    yield from line["quantities"]
    for claim in line["claims"]:
        yield from (claim["subject"], claim["object"], *claim["quantities"])


def check(line: Any) -> None:
    found = list(spans(line))
    assert found
    for span in found:
        assert line["text"][span["start"] : span["end"]] == span["surface"]
    for claim in line["claims"]:
        start, end = claim["sentence"]
        assert (
            start <= claim["subject"]["start"] or claim["subject"]["link_method"] == "coreference"
        )
        assert end <= len(line["text"])


def test_text_is_kept_to_the_character(tmp_path: Path, hedgerow_here: Callable[..., Any]) -> None:
    (tmp_path / "a.txt").write_bytes(ARTICLE.replace("\n", "\r\n").encode())
    ran = hedgerow_here("extract", "a.txt", cwd=tmp_path)
    assert ran.code == 0, ran.err
    (line,) = ran.lines
    assert line["id"] == "a.txt"
    assert line["text"] == ARTICLE.replace("\n", "\r\n")
    check(line)
    names = {mention["name"] for mention in line["mentions"]}
    assert {"sirukumab", "interleukin-6", "tumor necrosis factor"} & names


def test_html_jsonl_and_stdin_and_any_number_of_jobs_agree(
    tmp_path: Path, hedgerow: Callable[..., Any], hedgerow_here: Callable[..., Any]
) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    rows = [{"id": f"row-{number}", "text": ARTICLE} for number in range(5)]
    (tmp_path / "b.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    ran = hedgerow_here("extract", "a.html", "b.jsonl", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert [line["id"] for line in ran.lines] == ["a.html", *(row["id"] for row in rows)]
    for line in ran.lines:
        check(line)
    both = hedgerow("extract", "a.html", "b.jsonl", "--jobs", "2", cwd=tmp_path)
    assert both.out == ran.out
    piped = hedgerow_here("extract", "-", "--input", "text", cwd=tmp_path, stdin=ARTICLE)
    assert piped.lines[0]["text"] == ARTICLE
    assert {**piped.lines[0], "id": "row-0"} == ran.lines[1]


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (["none.txt"], 2, "none.txt: cannot be read (No such file or directory)"),
        (["good.txt", "none.txt"], 3, "none.txt: cannot be read"),
        (["good.txt", "--input", "doc"], 2, "--input doc: must be one of text, html"),
        (["broken.jsonl"], 2, 'broken.jsonl, line 1: must be an object {"id": "...", "text"'),
        (["latin.txt"], 2, "latin.txt: not_utf8: byte 3 is not UTF-8"),
        (["a.pdf"], 2, "a.pdf: pdf"),
    ],
)
def test_bad_input_is_one_line_and_the_rest_is_read(
    tmp_path: Path, hedgerow_here: Callable[..., Any], words: list[str], code: int, complaint: str
) -> None:
    (tmp_path / "good.txt").write_text(ARTICLE)
    (tmp_path / "broken.jsonl").write_text("{'id': 1}\n")
    (tmp_path / "latin.txt").write_bytes("caf\xe9".encode("latin-1"))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    ran = hedgerow_here("extract", *words, cwd=tmp_path)
    assert ran.code == code
    assert complaint in ran.complaint
    assert len(ran.lines) == (1 if code == 3 else 0)


def test_the_lexicon_of_the_home_is_used(
    tmp_path: Path, hedgerow: Callable[..., Any], hedgerow_here: Callable[..., Any]
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text('user_lexicon = "own.csv"\n')
    rows = "concept_id,name,type\nHEDGEROW:zorblix,zorblix,drug\n"
    (tmp_path / "home" / "own.csv").write_text(rows)
    (tmp_path / "a.txt").write_text("Zorblix reduced depression scores in a trial of 40 adults.")

    def names(*words: str, run: Callable[..., Any] = hedgerow_here) -> set[str]:
        ran = run(*words, cwd=tmp_path)
        assert ran.code == 0, ran.err
        return {mention["name"] for mention in ran.lines[0]["mentions"]}

    assert "zorblix" in names("--home", "home", "extract", "a.txt")
    side_by_side = ("extract", "a.txt", "a.txt", "--home", "home", "--jobs", "2")
    assert "zorblix" in names(*side_by_side, run=hedgerow)
    assert "zorblix" not in names("extract", "a.txt")


def test_each_line_is_answered_before_the_next_one_is_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows", "extract", "-", "--input", "jsonl"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for number in range(2):
            process.stdin.write(json.dumps({"id": f"row-{number}", "text": ARTICLE}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == f"row-{number}"
        process.stdin.close()
    assert process.returncode == 0
