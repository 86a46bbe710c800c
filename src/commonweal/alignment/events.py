"""Acts of the room, each with its sentence. None says what somebody answered."""

from commonweal.audit import Event

SURVEY_BUILT = Event("survey.built", "built the survey “{survey}”")
SURVEY_CHANGED = Event("survey.changed", "changed the survey “{survey}”: {what}")
ROUND_OPENED = Event("survey.sent", "sent round {number} of “{survey}” to {people} people")
ROUND_REMINDED = Event("survey.reminded", "reminded {people} people of “{survey}”")
ROUND_CLOSED = Event("survey.closed", "closed round {number} of “{survey}”: {answered} of {asked} answered")
HANDED_IN = Event("survey.handed-in", "handed in answers to “{survey}”")
FOLLOW_UP_SAID = Event("survey.follow-up", "said what follows from “{survey}”")
RESULTS_IMPORTED = Event("survey.imported", "imported results of {instrument}: {figures} figures")
TIES_ASKED = Event("network.asked", "asked the members whom they work with (round {number})")
TIES_TOLD = Event("network.told", "said whom the organisation works with: {ties} partners")
TIES_CLOSED = Event("network.closed", "closed round {number} of the network: {reports} of {members} answered")
