"""Claims: subject, relation, object, and which way it went for whom."""
