"""Every read of this room. What is visible, the row policies decide."""
