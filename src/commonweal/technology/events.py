"""Acts of technology partnerships, each with its sentence."""

from commonweal.audit import Event

OPENED = Event("technology.opened", "opened the technology partnership “{partnership}”")
CHANGED = Event("technology.changed", "changed the record of the technology partnership “{partnership}”")
ADDED = Event("technology.added", "added to “{partnership}”: {what} “{name}”")
EDITED = Event("technology.edited", "changed in “{partnership}”: {what} “{name}”")
REMOVED = Event("technology.removed", "took out of “{partnership}”: {what} “{name}”")
DOOR_OPENED = Event("technology.door-opened", "opened a way in for “{partnership}”: {label}")
DOOR_CLOSED = Event("technology.door-closed", "closed a way in for “{partnership}”: {label}")
SIGNED_UP = Event("technology.signed-up", "put {count} people down for “{course}”")
ATTENDED = Event("technology.attended", "wrote down who came to “{course}”: {came} of {count}")
SIGNED_OFF = Event("technology.signed-off", "signed off the competence of {count} people in “{course}”")
REACHED = Event("technology.milestone-reached", "called the milestone “{milestone}” of “{project}” reached")
WAITS = Event("technology.milestone-waits", "said that the milestone “{milestone}” waits for “{before}”")
CHECKED = Event("technology.checked", "answered a readiness check of “{project}”: {answer}")
ACCEPTED = Event("technology.accepted", "accepted the project “{project}” for {side}")
REPORTED = Event("ticket.opened", "opened ticket {number} of “{partnership}”: {title}")
STEPPED = Event("ticket.stepped", "wrote on ticket {number} of “{partnership}”: {step}")
ESCALATED = Event("ticket.escalated", "took ticket {number} of “{partnership}” up the ladder: {to}")
TAKEN_UP = Event("ticket.taken-up", "took up the escalation of ticket {number} of “{partnership}”")
REVIEWED = Event("ticket.reviewed", "wrote the review of ticket {number} of “{partnership}”")
MESSAGE_IN = Event("ticket.message-taken", "a message came in for “{partnership}” {way}: {outcome}")
PLANNED = Event(
    "technology.maintenance-planned", "planned maintenance in “{partnership}”: {title}; told {count}"
)
CANCELLED = Event("technology.maintenance-cancelled", "cancelled maintenance in “{partnership}”: {title}")
REPORT_ISSUED = Event(
    "technology.report-issued", "gave out the results of “{partnership}”, {period} ({digest})"
)
TAKEN_BACK = Event(
    "technology.payment-corrected", "took back an entry of what was paid in “{partnership}”: {amount}"
)
MOVED = Event("innovation.moved", "moved the idea “{idea}” to {stage}")
AGREED = Event("innovation.agreed", "agreed who owns what of the idea “{idea}” for {side}")
ROUND_OPENED = Event(
    "technology.round-opened", "asked both sides of “{partnership}” how they see the relationship"
)
ANSWERED = Event("technology.round-answered", "answered how they see “{partnership}”")
ROUND_CLOSED = Event(
    "technology.round-closed", "closed the questions about “{partnership}”: {answers} answered"
)
