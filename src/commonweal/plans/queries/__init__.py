"""Every read of plans. What is visible, the row policies decide."""
