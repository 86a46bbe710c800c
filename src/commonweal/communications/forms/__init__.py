"""Forms of communication, by noun."""
