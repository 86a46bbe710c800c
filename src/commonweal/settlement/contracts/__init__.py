"""A contract of one's own: read from TOML, settled from a table of figures, divided and stated.

The format is documented in docs/methods/settlement-contracts.md.
"""
