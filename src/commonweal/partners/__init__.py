"""Alliances, organisations, sectors, sites, people and their seats."""
