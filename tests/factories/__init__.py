"""Small worlds for tests: written as the owner, read as somebody."""

from tests.factories.world import World

__all__ = ["World"]
