"""A plain contract in pieces, for tests that change one term."""

HEAD = """
[contract]
id = "c"
title = "Plain contract"
starts = 2026-01-01
ends = 2026-12-31
population = "everybody"
disputes = { days = 30 }
[[party]]
id = "payer"
name = "Payer"
role = "payer"
[[party]]
id = "a"
name = "A"
role = "partner"
[[party]]
id = "b"
name = "B"
role = "partner"
"""
SAVINGS = """
[[model]]
id = "m"
kind = "shared_savings"
paid_by = "payer"
paid_to = "a"
sharing_rate = "50 %"
minimum_savings_rate = "1 %"
"""
GATE = SAVINGS + "[[gate]]\nid = 'g'"
FIGURES = "figure,value,party\nbenchmark,1000000,\nexpenditure,900000,\n"
DIVIDED = (
    SAVINGS.replace('"a"', '"alliance"')
    + """
[division]
of = ["m"]
{terms}
[[division.gains]]
{rule}
[[division.losses]]
rule = "equal"
"""
)
