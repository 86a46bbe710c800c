"""Pages about technology partnerships."""
