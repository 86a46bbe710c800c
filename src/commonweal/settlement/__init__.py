"""From a contract and its figures to cents. A library: Decimal only, no Django."""
