"""Pages of aligning people."""
