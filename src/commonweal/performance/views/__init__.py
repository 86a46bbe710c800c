"""Pages of figures: scorecard, indicators, feeding, publishing."""
