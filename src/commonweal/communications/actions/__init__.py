"""Every write of communication, by noun."""
