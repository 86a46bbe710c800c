"""Made-up people, claims and operations in the tables of the contract, of any size.

Nobody in them exists. They are believable enough to try every measure, chart and page on: illness drives use,
winters are busier, cost grows, a program for people without a home lowers their emergency visits.
docs/methods/synthetic-data.md says what is in them.
"""

from commonweal.evidence.synthetic.make import synthesize

__all__ = ["synthesize"]
