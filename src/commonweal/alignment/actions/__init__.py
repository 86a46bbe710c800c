"""Every write of aligning people: stakeholders, readiness, prospects, leadership feedback, meetings."""
