"""Every read of communication, by noun."""
