"""Forms about people served."""
