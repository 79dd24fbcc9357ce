"""Drugs, targets, conditions and outcomes by name: listed, abbreviated, defined or referred to."""
