"""What other rooms may react to, inside the same transaction."""

from django.dispatch import Signal

consent_revoked = Signal()
"""A consent was taken back. Sent with `by` (the actor), `client`, and `organisations`: the identifiers of the
organisations towards which it was revoked, or None for all of them. What it opened is closed when it is sent."""
