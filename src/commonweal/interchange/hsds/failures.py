"""Why a package as a whole is not taken."""

from __future__ import annotations


class PackageRefused(Exception):  # noqa: N818 - read as a sentence where it is caught
    """A package cannot be used at all. The message is a sentence for the person who brought it."""
