"""`Document` to `Reading`: the spaCy pipeline and one module per kind of finding."""
