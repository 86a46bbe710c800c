"""What the command says without loading Django."""

PASSWORD = "commonweal demo"  # noqa: S105  (printed by the command; the demo listens on this machine only)
