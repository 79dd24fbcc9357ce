"""The studies that a text speaks of: design, size, phase, population, and who rests on which."""
