"""What follows from the facts of aligning. Plain Python: no Django, no clock."""
