"""Orchestration: flows decide when, and only order work."""
