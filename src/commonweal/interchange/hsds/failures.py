"""Why a package as a whole is not taken."""

from __future__ import annotations


class PackageRefused(Exception):
    """A package cannot be used at all. The message is a sentence for the person who brought it."""
