"""Clauses, what attaches to what, and the relations that verbs and nouns of effect stand for."""
