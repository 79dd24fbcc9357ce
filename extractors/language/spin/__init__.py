"""Hype and its context, caveats, overclaim, and what a text leaves out."""
