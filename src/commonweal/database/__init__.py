"""The ground: the embedded server, roles, row-level security, identity, live events."""
