"""What follows from answers and ties. Plain Python and arrays: no Django, no clock."""
