"""The command `commonweal`."""
