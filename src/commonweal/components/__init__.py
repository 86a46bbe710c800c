"""Shared page parts."""
