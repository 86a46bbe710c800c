"""What others hear of partners."""

from django.dispatch import Signal

membership_ended = Signal()
"""An organisation no longer belongs to an alliance.

Sent inside the transaction that ends the membership, with `by` (the actor), `organisation` and `alliance_id`: what
rested on the membership (its sides in agreements) closes from the same instant.
"""
