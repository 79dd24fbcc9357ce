"""Dependency trees of the sentences that need one: trained, read twice in doubt, repaired."""
