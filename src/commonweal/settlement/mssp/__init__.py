"""The Medicare Shared Savings Program: every track from 2014 on as a parameter set, and its public use
files.
"""
