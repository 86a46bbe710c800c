"""What is allowed in governance and what follows from its facts. Plain Python, no clock."""
