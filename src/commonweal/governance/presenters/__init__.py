"""What pages of governance show."""

from commonweal.governance.presenters import bodies, decisions, proposals

__all__ = ["bodies", "decisions", "proposals"]
