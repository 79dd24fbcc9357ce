"""The one place that speaks HTTP: politely, once, and kept before it is read."""
