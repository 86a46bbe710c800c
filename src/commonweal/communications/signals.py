"""What mail providers report, by anymail's webhooks: lasting bounces and complaints end a subscription."""

from __future__ import annotations

from typing import Any

from anymail.signals import tracking
from django.db import connection
from django.dispatch import receiver

ENDING = {
    "bounced": "bounced",
    "rejected": "bounced",
    "complained": "complained",
    "unsubscribed": "unsubscribed",
}


@receiver(tracking, dispatch_uid="commonweal.communications.came_back")
def came_back(event: Any, **_: Any) -> None:
    """One report about one message. A full mailbox or a slow server (deferred) ends nothing."""
    how = ENDING.get(event.event_type)
    if how is None or not event.message_id:
        return
    with connection.cursor() as cursor:
        cursor.execute("select commonweal.newsletter_came_back(%s, %s)", [str(event.message_id), how])
