"""Forms of governance."""
