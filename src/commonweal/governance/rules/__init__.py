"""What governance decides by: plain Python, exact fractions, no Django, no clock.

`thresholds` and `phrases` say how much is needed; `votes` what is counted; `tally` counts it; `documents` reads
and writes BALLOTS.toml. See docs/methods/decisions.md.
"""
