"""Forms about technology partnerships."""
