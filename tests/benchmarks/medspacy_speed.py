"""medspaCy on texts from stdin; run by `extraction_speed.py` with medspaCy's own interpreter.

stdin: one JSON object {"texts": [...], "terms": [[text, type], ...]}. stdout: one JSON object with
CPU seconds and every target found as [text number, start, end, type, [modifier categories]].

Its sentence splitter, target matcher and ConText, as its `load` puts them together, nothing else:
no model. Its debug messages, a formatted string for each sentence, are switched off, since a user
who cares for speed would do so first.
"""

from __future__ import annotations

import json
import sys
import time

from loguru import logger

logger.remove()
for name in ("medspacy", "PyRuSH", "quicksectx"):
    logger.disable(name)

import medspacy  # noqa: E402
import spacy  # noqa: E402
from medspacy.ner import TargetRule  # noqa: E402

PIPES = {"medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"}


def main() -> None:
    asked = json.load(sys.stdin)
    nlp = medspacy.load(medspacy_enable=PIPES)
    terms = [TargetRule(text, kind) for text, kind in asked["terms"]]
    nlp.get_pipe("medspacy_target_matcher").add(terms)
    nlp("Aspirin may not help with headache.")
    start = time.process_time()
    docs = [nlp(text) for text in asked["texts"]]
    seconds = time.process_time() - start
    found = [
        [i, e.start_char, e.end_char, e.label_, sorted({m.category for m in e._.modifiers})]
        for i, doc in enumerate(docs)
        for e in doc.ents
    ]
    told = {"version": f"{medspacy.__version__}", "spacy": spacy.__version__}
    json.dump({**told, "seconds": seconds, "found": found}, sys.stdout)


if __name__ == "__main__":
    main()
