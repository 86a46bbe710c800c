"""Shared page parts: the page frame, the look, and every component, with their gallery."""
