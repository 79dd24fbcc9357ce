"""The warehouse keeps readings and answers SQL about them; it only speaks SQL."""
