"""The judge: every measure a second time, in slow and obvious Python, written from the method pages alone.

It shares nothing with the real engine but the contract of tables, the names of the measures and the form of
a result. Where the two disagree, one of them or a page is wrong.
"""

from commonweal.evidence.engines.reference.figures import compute

__all__ = ["compute"]
