"""Words, sentences and patterns over them: what every other part of the language stages reads."""
