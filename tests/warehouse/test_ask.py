"""SQL over the snapshot: four formats, one clear line for every refusal."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from extractors.errors import QueryError
from warehouse.ask import answer, answer_rows, ask, open_published
from warehouse.prompt import Prompt, completions

QUERY = "SELECT source, valence, certainty, designs, published_at FROM (SELECT * FROM claims " \
        "JOIN characterization USING (source, subject, object)) ORDER BY ALL"  # fmt: skip


def test_csv_and_json_say_the_same(published: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(published.home, QUERY, "csv") == 3
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert ask(published.home, QUERY, "json") == 3
    lines = json.loads(capsys.readouterr().out)
    assert [row["certainty"] for row in table] == [line["certainty"] for line in lines]
    assert [json.loads(row["designs"]) for row in table] == [line["designs"] for line in lines]


def test_times_are_iso_8601_in_utc(published: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ask(published.home, "SELECT min(first_seen) AS t FROM documents", "json")
    assert json.loads(capsys.readouterr().out) == [{"t": "2026-03-01T08:00:00Z"}]


def test_an_empty_answer_is_an_empty_list(
    published: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(published.home, "FROM claims WHERE false", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_parquet_goes_to_a_file_and_can_be_joined(published: Any, tmp_path: Path) -> None:
    file = tmp_path / "mine.parquet"
    assert ask(published.home, "SELECT DISTINCT url, 7 AS mark FROM claims", "parquet", file) == 3
    assert pq.read_table(file).column_names == ["url", "mark"]
    rows = answer_rows(
        published.home, f"SELECT sum(mark) AS s FROM claims JOIN '{file}' USING (url)"
    )
    assert rows == [{"s": 21}]


def test_the_analysts_csv_can_be_joined(published: Any, tmp_path: Path) -> None:
    file = tmp_path / "trust.csv"
    file.write_text("source,trust\nblog,2\nwire,8\n", encoding="utf-8")
    rows = answer_rows(
        published.home,
        f"SELECT max(trust) AS most FROM claims JOIN '{file}' USING (source)",
    )
    assert rows == [{"most": 8}]


def test_a_table_fits_the_terminal(
    published: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    ask(published.home, "SELECT source, subject, object, sentence FROM claims")
    ask(published.home, "FROM characterization")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines[:10])) <= 72
    assert any(line.startswith("hedged_share") for line in lines)
    assert lines[-1] == "2 rows"


def test_output_goes_to_the_file(published: Any, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    assert ask(published.home, "SELECT 1 AS a", "csv", file) == 1
    assert file.read_text("utf-8") == "a\n1\n"
    assert ask(published.home, "SELECT '[b]x[/b]' AS a", "table", file) == 1
    assert "[b]x[/b]" in file.read_text("utf-8")


REFUSED = [
    ("SELEC 1", "syntax error"),
    ("SELECT nothing FROM claims", "nothing"),
    ("FROM no_such_view", "no_such_view"),
    ("", "empty"),
    (" ; ", "empty"),
    ("SELECT 'x'::INTEGER", "Could not convert"),
    ("CREATE TABLE t (a INTEGER)", "read-only"),
    ("DELETE FROM raw.claims", "read-only"),
]
SUMS = "CREATE TEMP TABLE t AS SELECT 20 AS a; INSERT INTO t VALUES (22); SELECT sum(a) AS s FROM t"


@pytest.mark.parametrize(("query", "word"), REFUSED)
@pytest.mark.parametrize("format", ["table", "csv"])
def test_a_refusal_is_one_line(published: Any, query: str, word: str, format: str) -> None:
    with pytest.raises(QueryError, match=word) as refusal:
        ask(published.home, query, format)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("before", ["", "EXPLAIN ANALYZE ", "PREPARE p AS "])
@pytest.mark.parametrize("format", ["table", "csv", "parquet"])
def test_nothing_is_written_but_the_output(
    published: Any, tmp_path: Path, before: str, format: str
) -> None:
    file = tmp_path / "theirs.csv"
    query = f"{before}COPY (SELECT 'é') TO '{file}'"
    with pytest.raises(QueryError, match="COPY writes files"):
        ask(published.home, f"SELECT 1; {query}", format, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_export_statement_and_another_database_are_not_written(
    published: Any, tmp_path: Path
) -> None:
    with pytest.raises(QueryError, match="EXPORT writes files"):
        ask(published.home, f"EXPORT DATABASE '{tmp_path / 'out'}'")
    for more in ("", " (READ_WRITE)", " (READ_ONLY false)", " (READ_ONLY 0)", " (TYPE duckdb)"):
        with pytest.raises(QueryError):
            ask(published.home, f"ATTACH '{tmp_path / 'new.duckdb'}' AS n{more}")
    assert list(tmp_path.iterdir()) == []


def test_the_analysts_own_database_can_be_joined(published: Any, tmp_path: Path) -> None:
    mine = tmp_path / "mine (2).duckdb"
    with duckdb.connect(str(mine)) as made:
        made.execute("CREATE TABLE trust AS SELECT 'wire' AS source, 8 AS trust")
    for option in ("", " (READ_ONLY)", " (READ_ONLY TRUE)"):
        query = (
            f"ATTACH '{mine}' AS mine{option}; "
            "SELECT DISTINCT trust FROM claims JOIN mine.trust USING (source)"
        )
        assert answer_rows(published.home, query) == [{"trust": 8}]


def test_words_that_only_look_like_writing_are_asked(published: Any) -> None:
    assert answer_rows(published.home, "SELECT 'COPY' AS \"EXPORT\" -- COPY") == [
        {"EXPORT": "COPY"}
    ]
    assert answer_rows(published.home, "EXPLAIN SELECT 'é' AS \"copy\"")


def test_a_table_shows_the_answer_of_each_statement(
    published: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(published.home, "SELECT 11 AS a; SET threads = 1; SELECT 22 AS b; FROM claims") == 5
    out = capsys.readouterr().out.split()
    assert [word for word in out if word in ("11", "22", "rows")] == ["11", "22", "rows"]
    assert ask(published.home, SUMS) == 1
    assert capsys.readouterr().out.split() == ["s", "──", "42", "1", "row"]
    assert ask(published.home, "SET threads = 1") == 0
    assert capsys.readouterr().out == "done\n"


def test_other_formats_hold_one_answer(
    published: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert ask(published.home, SUMS, "csv") == 1
    assert capsys.readouterr().out == "s\n42\n"
    file = tmp_path / "sums.parquet"
    assert ask(published.home, SUMS, "parquet", file) == 1
    assert pq.read_table(file).to_pylist() == [{"s": 42}]
    for query, word in (
        ("SELECT 1; SELECT 2", "2 of these statements have an answer and csv holds one"),
        ("SELECT 1; SET threads = 1", "the last statement has no answer"),
        ("SET threads = 1", "the last statement has no answer"),
    ):
        with pytest.raises(QueryError, match=word):
            ask(published.home, query, "csv")


def test_a_pivot_that_finds_its_columns_is_one_answer(published: Any) -> None:
    rows = answer_rows(
        published.home, "PIVOT (SELECT source, certainty FROM claims) ON certainty USING count(*)"
    )
    assert [row["source"] for row in rows] == ["blog", "wire"]


def test_wrong_use_is_one_line(published: Any, tmp_path: Path) -> None:
    for format, output, word in (
        ("parquet", None, "-o FILE"),
        ("xml", None, "none of"),
        ("csv", tmp_path / "no" / "such.csv", "cannot write"),
        ("parquet", tmp_path / "no" / "such.parquet", "cannot write"),
    ):
        with pytest.raises(QueryError, match=word):
            ask(published.home, "SELECT 1", format, output)


def test_a_home_without_a_warehouse_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="hedgerow crawl"):
        ask(tmp_path, "SELECT 1")


def test_a_query_that_needs_too_much_memory_is_refused(published: Any) -> None:
    greedy = "SELECT count(DISTINCT md5(i::VARCHAR)) FROM range(20_000_000) r(i)"
    with pytest.raises(QueryError, match="Out of Memory"):
        ask(published.home, greedy, memory_limit="50MB")


LONG = "SELECT count(*) FROM range(30_000_000) a(i), range(1000) b(j) WHERE (i * j) % 7 = 3"
"""Minutes, not for ever: a signal that is missed fails the test and does not hang it."""


def causes(error: BaseException | None) -> Iterator[str]:
    while error:
        yield str(error)
        error = error.__context__


@pytest.mark.parametrize("format", ["table", "parquet"])
def test_a_statement_can_be_stopped(published: Any, tmp_path: Path, format: str) -> None:
    with open_published(published.home) as connection:
        stop = Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
        stop.start()
        with pytest.raises(KeyboardInterrupt) as stopped:
            answer(connection, LONG, format, tmp_path / "out")
        assert any("nterrupted" in told for told in causes(stopped.value)), "heard at the end only"
        stop.join()
        assert answer(connection, "SELECT 1", "csv", tmp_path / "next") == 1


def talk(published: Any, typed: str) -> None:
    with create_pipe_input() as keys, open_published(published.home) as connection:
        keys.send_text(typed)
        session: PromptSession[str] = PromptSession(input=keys, output=DummyOutput())
        Prompt(connection, published.home / "history", answer).talk(session)


def test_the_prompt_answers_and_survives_mistakes(
    published: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(published, "SELEC 1;\nSELECT 40 + 2 AS answer;\n.views\n.show claims\n.help\n.quit\n")
    out = capsys.readouterr().out
    for word in ("syntax error", "42", "characterization", "claim_type", ".show VIEW"):
        assert word in out


def test_a_command_of_the_prompt_is_no_query(published: Any) -> None:
    with pytest.raises(QueryError, match=r"^\.show is for the prompt: run `hedgerow sql` without"):
        ask(published.home, " .show claims")


def test_the_prompt_shows_macros_and_knows_what_is_not_there(
    published: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(published, ".views\n.show how_sources_say\n.show claimz\n.quit\n")
    out = " ".join(capsys.readouterr().out.split())
    assert "claims_about(...)" in out
    assert out.count("how_sources_say('IL-6')") == 2, "among the views, and on its own"
    assert "there is no view claimz: .views lists them" in out


def test_the_prompt_saves_the_last_answer_whole(
    published: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv_file, parquet = tmp_path / "all.csv", tmp_path / "all.parquet"
    talk(
        published,
        f".save {csv_file}\nSELECT i FROM range(300) r(i);\n.save {csv_file}\n.save {parquet}\n"
        f".save {tmp_path / 'all.txt'}\n.quit\n",
    )
    assert len(csv_file.read_text("utf-8").splitlines()) == 301
    assert pq.read_table(parquet).num_rows == 300
    out = capsys.readouterr().out
    for word in ("nothing was asked yet", "300 rows in", "ends neither in .csv"):
        assert word in " ".join(out.split())


def test_the_prompt_goes_on_when_a_statement_is_stopped(
    published: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: Any) -> int:
        raise KeyboardInterrupt

    with create_pipe_input() as keys, open_published(published.home) as connection:
        keys.send_text("SELECT 1;\n.help\n.quit\n")
        session: PromptSession[str] = PromptSession(input=keys, output=DummyOutput())
        Prompt(connection, published.home / "history", stopped).talk(session)
    out = capsys.readouterr().out
    assert "stopped" in out
    assert ".show VIEW" in out


def test_the_prompt_says_once_that_a_newer_copy_is_there(
    published: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with create_pipe_input() as keys, open_published(published.home) as connection:
        keys.send_text("SELECT 1;\nSELECT 2;\n.quit\n")
        session: PromptSession[str] = PromptSession(input=keys, output=DummyOutput())
        Prompt(connection, published.home / "history", answer, lambda: True).talk(session)
    assert capsys.readouterr().out.count("A newer copy is published") == 1


def test_the_prompt_ends_with_the_input(published: Any) -> None:
    talk(published, "SELECT 1;\n\x04")


def test_tab_knows_views_columns_and_macros(published: Any) -> None:
    with open_published(published.home) as connection:
        offered = completions(connection)
    assert {"claims", "hype_per_1000_words", "claims_about(", "SELECT"} <= set(offered)
