"""Every read of aligning people."""
