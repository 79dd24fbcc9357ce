"""Orchestration: flows decide when, and only order work."""

import os
import sys

if "numpy" not in sys.modules:
    # Heard once, when numpy is first imported. Pages are read side by side by processes; threads of
    # numpy beside them would only contend for the same cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
