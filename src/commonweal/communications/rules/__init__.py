"""What follows from facts of communication: plain Python, no Django, no clock."""
