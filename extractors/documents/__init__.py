"""Bytes to `Document`: the reader for each kind of page, article or record."""
