"""Pages of Envision: a view asks, acts, answers."""
