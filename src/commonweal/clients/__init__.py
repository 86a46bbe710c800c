"""People served: who they are, what they need, what they consented to."""
