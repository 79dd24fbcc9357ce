"""How surely and how causally a sentence puts it: cues, their scope, certainty, causal strength."""
