"""Every write of bodies, rights, proposals, votes and decisions."""

from commonweal.governance.actions import bodies, decisions, proposals, rights, voting

__all__ = ["bodies", "decisions", "proposals", "rights", "voting"]
