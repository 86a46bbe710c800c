"""Indicators as published: fed from partners' files, versions, targets, process charts, the scorecard."""
