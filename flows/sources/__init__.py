"""One module per adapter: from a catalogue row to the targets that it asks for."""
