"""Dividing an amount between partners: rules that give weights, bounds, and cents that add up."""
