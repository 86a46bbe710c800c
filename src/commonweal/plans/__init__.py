"""Act and learn: actions, tests of change, reviews, evaluation, lessons."""
