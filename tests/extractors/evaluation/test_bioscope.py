"""Reading BioScope's inline annotation, on a file of our own in its format."""

from __future__ import annotations

from pathlib import Path

from extractors.evaluation.bioscope import read_sentences, score

XML = """<Annotation><DocumentSet>
<Document><DocumentPart><sentence id="1">Pain
<xcope id="X1"><cue type="speculation" ref="X1">may</cue>
return</xcope>.</sentence></DocumentPart></Document>
<Document><DocumentPart><sentence id="2">Pain did <xcope id="X2"><cue type="negation"
ref="X2">not</cue> return</xcope>.</sentence></DocumentPart></Document>
"""  # like the real file, it is not closed


def folder(tmp_path: Path) -> Path:
    (tmp_path / "bioscope").mkdir()
    (tmp_path / "bioscope" / "abstracts_dev.xml").write_text(XML, "utf-8")
    return tmp_path


def test_offsets_of_cues_and_scopes(tmp_path: Path) -> None:
    first, second = read_sentences(folder(tmp_path))
    ((kind, start, end), scope), *rest = first.scopes.items()
    assert (kind, first.text[start:end], rest) == ("hedge", "may", [])
    assert first.text[slice(*scope)] == "may\nreturn"
    ((kind, start, end), scope), *rest = second.scopes.items()
    assert (kind, second.text[start:end], rest) == ("negation", "not", [])


def test_halves_are_whole_documents(tmp_path: Path) -> None:
    place = folder(tmp_path)
    assert [s.document for s in read_sentences(place, "development")] == [0]
    assert [s.document for s in read_sentences(place, "held_out")] == [1]


def test_score(tmp_path: Path) -> None:
    scores = score(folder(tmp_path), "held_out")
    assert scores["negation_sentence_f1"] == scores["negation_cue_f1"] == 1.0
    assert scores["negation_scope_f1"] == 1.0
    assert scores["hedge_sentence_f1"] == 0.0
