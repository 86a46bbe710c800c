"""What follows from the facts of this room: plain Python (and NumPy for the map of opinions), no Django, no clock."""
