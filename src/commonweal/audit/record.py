"""Recording an act: the last statement of an action's transaction.

Last, because the chain of an alliance is written one act at a time: whoever adds to it holds its end
until the transaction is over.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from commonweal.access.actor import Actor
from commonweal.audit import events
from commonweal.audit.events import Event

_INSERT = """
insert into audit_act (alliance_id, number, person_id, person_name, organisation_id, organisation_name,
                       kind, subject_type, subject_id, client_id, details, previous, digest)
values (%s, 0, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')
"""


def record(
    by: Actor, event: Event, *, on: Model | None = None, client_id: UUID | None = None, **details: Any
) -> None:
    """Add one act to the chain of the actor's alliance (or the deployment's).

    `on` is the row acted on; `client_id` the person served whom it concerns, taken from `on` where
    it has one. Details must be plain JSON values and name no more about a person than the sentence needs.
    """
    with connection.cursor() as cursor:
        cursor.execute(*statement(by, event, on=on, client_id=client_id, **details))


def statement(
    by: Actor, event: Event, *, on: Model | None = None, client_id: UUID | None = None, **details: Any
) -> tuple[str, list[Any]]:
    """What `record` executes: SQL and its values, for an act that ends in one statement with other rows."""
    if client_id is None:
        client_id = getattr(on, "client_id", None)
    return _INSERT, [
        by.alliance_id or getattr(on, "alliance_id", None),
        by.person_id,
        by.person_name,
        by.organisation_id,
        by.organisation_name,
        event.name,
        on._meta.label_lower if on is not None else "",
        on.pk if on is not None else None,
        client_id,
        json.dumps(details, default=str),
    ]


def record_viewing(by: Actor, *, client_id: UUID, what: str, on: Model | None = None) -> None:
    """Somebody looked at a person's record. Can be listed for that person.

    `on`: the row that was shown, where that is another one than the person: whoever may not see a referral, say, must
    not learn from this act that there is one.
    """
    record(by, events.VIEWED, on=on, client_id=client_id, what=what)
