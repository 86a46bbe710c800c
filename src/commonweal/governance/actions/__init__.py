"""Every write of governance, by noun."""

from commonweal.governance.actions import (
    bodies,
    conflicts,
    decisions,
    promises,
    proposals,
    rights,
    risks,
    voting,
)

__all__ = ["bodies", "conflicts", "decisions", "promises", "proposals", "rights", "risks", "voting"]
