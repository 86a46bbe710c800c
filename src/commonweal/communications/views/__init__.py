"""Pages of communication: those of the alliance, and (in `site/`) those of the public website."""
