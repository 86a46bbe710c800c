"""Marks that our exports carry so that reading them again gives back exactly what was written."""

NOT_STATED = "not stated"
"""Stands in a column that HSDS requires where the source said nothing; read back as nothing."""
