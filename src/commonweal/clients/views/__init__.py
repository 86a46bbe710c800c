"""Pages about people served."""
