"""The record of acts: append-only, chained by hash, in sentences."""

from commonweal.audit.events import Event
from commonweal.audit.record import record, record_viewing

__all__ = ["Event", "record", "record_viewing"]
