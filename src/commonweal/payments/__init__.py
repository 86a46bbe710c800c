"""Money: contract years, their settlement, statements, disputes, and pools with their ledgers."""
