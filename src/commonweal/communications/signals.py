"""What mail providers report, by anymail's webhooks: lasting bounces end a subscription, and doubts are settled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anymail.signals import tracking
from django.db import connection
from django.dispatch import receiver

ENDING = {
    "bounced": "bounced",
    "rejected": "bounced",
    "complained": "complained",
    "unsubscribed": "unsubscribed",
}
TAKEN = {"queued", "sent", "delivered", "deferred", "autoresponded", "opened", "clicked"}
"""Reports about a message that the provider has taken."""


@receiver(tracking, dispatch_uid="commonweal.communications.came_back")
def came_back(event: Any, **_: Any) -> None:
    """One report about one message. A full mailbox or a slow server (deferred) ends nothing.

    A message whose sending broke off has no identifier of the provider's here; the report names our own row
    (`metadata`), and the address is uncertain no longer.
    """
    how = ENDING.get(event.event_type, "taken" if event.event_type in TAKEN else None)
    if how is None:
        return
    delivery = _row((getattr(event, "metadata", None) or {}).get("delivery"))
    if not event.message_id and delivery is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select commonweal.newsletter_reported(%s, %s, %s)", [str(event.message_id or ""), delivery, how]
        )


def _row(name: object) -> UUID | None:
    try:
        return UUID(str(name))
    except ValueError:
        return None
