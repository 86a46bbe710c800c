"""What is allowed and what follows: plain Python, no Django, no clock."""
