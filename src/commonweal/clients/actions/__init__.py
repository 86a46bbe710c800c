"""Every write about people served."""

from commonweal.clients.actions.consents import record_consent, revoke_consent
from commonweal.clients.actions.needs import change_need, record_need, record_screening
from commonweal.clients.actions.people import edit_client, register

__all__ = [
    "change_need",
    "edit_client",
    "record_consent",
    "record_need",
    "record_screening",
    "register",
    "revoke_consent",
]
