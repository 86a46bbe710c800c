"""What follows from the facts of a technology partnership. Plain Python: no Django, no clock; `now` is an argument."""
