"""The second, blind reading: print the sentences, take the filled sheet in, compare.

    python PATH/TO/sheet.py sentences DATA > sentences.txt
    python PATH/TO/sheet.py take DATA filled.txt
    python PATH/TO/sheet.py agreement DATA

The reader gets sentences.txt and README.md, nothing else, and writes a line for each sentence:
KEY|PREDICATE|CLAUSE|SUBJECT|OBJECT in words: "gain#2" for the second "gain", nothing for no
object. Keys are hashes: the ids tell too much.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from extractors.errors import InputError
from extractors.evaluation.labelled_claims import (
    ClaimHeads,
    LabelledClaim,
    heads_in_words,
    read_claims,
    second_reading,
)
from extractors.evaluation.labelling_agreement import agreement
from extractors.evaluation.public_rows import fingerprint

FOLDER = Path(__file__).resolve().parent
COLUMNS = ("key", "predicate", "clause", "subject", "object")
_HEADER = "# Labels of a second reader, who saw the sentences and README.md alone; offsets.\n"


def key_of(claim: LabelledClaim) -> str:
    """Six hexadecimal digits that stand for the sentence's id."""
    return fingerprint(claim.id)[:6]


def sentences(claims: Iterable[LabelledClaim]) -> str:
    """Key and sentence, line by line, in the order of the keys: no label, no origin."""
    return "".join(sorted(f"{key_of(claim)}\t{claim.text}\n" for claim in claims))


def filled(sheet: str, claims: Iterable[LabelledClaim]) -> dict[str, ClaimHeads]:
    """The reader's labels by id; InputError for lines that do not fit, all of them at once."""
    known = {key_of(claim): claim for claim in claims}
    heads, complaints = {}, []
    for line in filter(str.strip, sheet.splitlines()):
        row = dict(zip(COLUMNS, (cell.strip() for cell in line.split("|")), strict=False))
        if len(row) < len(COLUMNS) or row["key"] not in known:
            complaints.append(f"{line!r}: write KEY|PREDICATE|CLAUSE|SUBJECT|OBJECT of a sentence")
            continue
        try:
            claim = known[row["key"]]
            heads[claim.id] = heads_in_words(row, claim.text)
        except (InputError, KeyError) as error:
            complaints.append(f"{row['key']}: {error}")
    if complaints:
        raise InputError("\n".join(complaints))
    return heads


def labels_in_toml(heads: ClaimHeads) -> str:
    """The four lines of one sentence's labels, as second_reading.toml and references.toml have."""
    last = list(heads.object) if heads.object else []
    return (
        f'predicate = {list(heads.predicate)}\nclause = "{heads.clause}"\n'
        f"subject = {list(heads.subject)}\nobject = {last}\n"
    )


def in_toml(readings: dict[str, ClaimHeads]) -> str:
    """The second reading as second_reading.toml keeps it."""
    rows = (f'\n[[reading]]\nid = "{id}"\n{labels_in_toml(h)}' for id, h in readings.items())
    return _HEADER + "".join(rows)


def comparison(claims: list[LabelledClaim], second: dict[str, ClaimHeads]) -> str:
    """Agreement per label, then both readings of every sentence on which they differ."""
    found = agreement(claims, second)
    lines = [f"{found.sentences} of {len(claims)} sentences read twice, {found.all_same:.1%} alike"]
    for label, ids in found.differing.items():
        lines.append(f"{label}: {found.share(label):.1%}")
        lines += [f"  {_both(claim, second, label)}" for claim in claims if claim.id in ids]
    return "\n".join(lines) + "\n"


def _both(claim: LabelledClaim, second: dict[str, ClaimHeads], label: str) -> str:
    one, two = getattr(claim.heads, label), getattr(second[claim.id], label)
    if label != "clause":
        one, two = (claim.text[slice(*span)] if span else "nothing" for span in (one, two))
    return f"{claim.id}: {one} / {two}"


def main(command: str, data: str, *files: str) -> None:
    """One of the three commands above."""
    claims = list(read_claims(FOLDER, Path(data)))
    if command == "sentences":
        sys.stdout.write(sentences(claims))
    elif command == "take":
        readings = filled(Path(files[0]).read_text("utf-8"), claims)
        (FOLDER / "second_reading.toml").write_text(in_toml(readings), "utf-8")
    elif command == "agreement":
        sys.stdout.write(comparison(claims, second_reading(FOLDER)))
    else:
        raise InputError(f"{command}: write sentences, take or agreement")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except InputError as error:
        sys.exit(str(error))
