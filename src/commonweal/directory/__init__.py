"""The directory: services, where they are, whom they are for, and whether they have room."""
