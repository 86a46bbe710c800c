"""The Human Services Data Specification (HSDS) 1.1, 2.x and 3.0 of Open Referral, in and out.

A library: no Django, no clock, no network.
"""
