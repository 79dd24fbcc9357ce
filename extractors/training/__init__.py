"""What the shipped weights are made with; nothing here is needed to read a document."""
