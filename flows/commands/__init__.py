"""One module per command that needs more than a line: what the user typed, run and told."""
