"""Extraction: bytes and text in, frozen dataclasses out; no network, no database, no Prefect."""
