"""Scores of the extractors on public data: `hedgerow evaluate` and the quality gate read these."""
