"""How the network does: counts over the whole alliance, small numbers suppressed."""
