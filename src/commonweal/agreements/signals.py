"""What others hear of agreements."""

from django.dispatch import Signal

terms_changed = Signal()
"""Who may see whom has changed: a version came into force, a party left, or the agreement ended.

Sent inside the transaction that changes it, with `agreement`, so that a receiver's work (the openings that
consents make through its clauses) holds from the same instant. A receiver that fails undoes the act.
"""

parted = Signal()
"""An agreement ended, or a party left it, and what its exit terms say of referrals that run applies now.

Sent after `terms_changed`, inside the same transaction, with `by` and `agreement`.
"""
