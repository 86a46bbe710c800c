"""Every read of governance."""
