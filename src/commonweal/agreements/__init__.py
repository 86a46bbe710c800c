"""What partners signed with each other, in versions, and what it switches on."""
