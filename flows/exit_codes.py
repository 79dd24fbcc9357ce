"""What the exit code of every command says."""

DONE = 0
FAILED = 1
"""Something unexpected, told in one line."""
BAD_INPUT = 2
"""Bad input or usage, or no input could be read."""
PARTLY = 3
"""Finished, but a source failed or some inputs could not be read; both are named."""
