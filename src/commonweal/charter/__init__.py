"""Envision: the challenge, what partners say of the future, the charter, goals, success for each partner."""
