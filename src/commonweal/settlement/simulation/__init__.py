"""What a contract may bring, before anybody signs: thousands of possible years, worked out at once.

This is the one place in `settlement` where binary floats are used: a simulated year is an estimate, and no
amount worked out here is ever paid. A test settles the same draws with the exact engine and compares.
"""
