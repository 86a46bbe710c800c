"""Forms of aligning people."""
