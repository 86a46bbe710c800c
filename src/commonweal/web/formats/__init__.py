"""How dates are written in each language where a page names no format of its own."""
