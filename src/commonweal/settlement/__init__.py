"""Settlement: from a contract and its figures to cents.

Everything here that touches money is exact: `decimal.Decimal`, `fractions.Fraction` or whole cents as
integers. Binary floating point exists only in `simulation/`, which draws possible futures and never settles.
A repository test (`tests/repository/test_settlement_no_float.py`) holds that line.
"""
