"""A meeting held until the transaction ends."""

from __future__ import annotations

from commonweal.access import Refused
from commonweal.alignment.models import Meeting


def held(meeting: Meeting) -> Meeting:
    """The meeting as it stands now. Raises Refused where it was called off or its minutes are closed."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if row.cancelled_at is not None:
        raise Refused("This meeting was called off.")
    if row.closed_at is not None:
        raise Refused("The minutes are closed; they never change. Nothing was kept.")
    return row
