"""Commonweal runs cross-sector health alliances."""

__version__ = "0.1.0"
