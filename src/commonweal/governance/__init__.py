"""Manage boundaries: bodies, decision rights, votes, conflicts, risks, what was promised."""
