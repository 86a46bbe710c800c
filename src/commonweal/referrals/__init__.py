"""Passing a person on until the loop is closed."""
