"""Align: stakeholders, readiness, finding partners, surveys, trust and network, leadership, meetings."""
