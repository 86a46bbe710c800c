"""Acts on agreements, each with its sentence."""

from commonweal.audit import Event

DRAFTED = Event("agreement.drafted", "drafted the agreement “{agreement}”")
EDITED = Event("agreement.edited", "changed the draft of version {version} of “{agreement}”")
OFFERED = Event("agreement.offered", "put version {version} of “{agreement}” out for signature")
WITHDRAWN = Event("agreement.withdrawn", "withdrew version {version} of “{agreement}”: {reason}")
SIGNED = Event("agreement.signed", "signed version {version} of “{agreement}” for {party}")
"""Its details also keep `digest`: of the text that the signatory had before them."""
IN_FORCE = Event(
    "agreement.in-force", "brought version {version} of “{agreement}” into force by the last signature"
)
AMENDED = Event("agreement.amended", "began version {version} of “{agreement}”")
LEFT = Event("agreement.left", "took {party} out of “{agreement}”: {reason}")
NOTICE_GIVEN = Event(
    "agreement.notice-given", "gave notice for {party} under “{agreement}”; its last day is {until}: {reason}"
)
LAPSED = Event("agreement.lapsed", "settled what ran under “{agreement}”, which lapsed")
"""By nobody's hand: the actor is named “The agreed term”."""
ENDED = Event("agreement.ended", "ended “{agreement}”: {reason}")
RENEWED = Event(
    "agreement.renewed", "began version {version} of “{agreement}”, which would renew it until {until}"
)
ACCEDING = Event(
    "agreement.acceding", "began version {version} of “{agreement}”, by which {parties} would join"
)
COUNTERSIGNED = Event("agreement.countersigned", "counter-signed version {version} of “{agreement}”")
SCANNED = Event(
    "agreement.scanned",
    "recorded the signature of {party} under version {version} of “{agreement}”, given on paper",
)
"""Its details also keep `digest` (of the text) and `scan` (SHA-256 of the scanned copy)."""
REMARKED = Event("agreement.remarked", "remarked on version {version} of “{agreement}”")
ANSWERED = Event("agreement.answered", "answered a remark of {party} on “{agreement}”: {answer}")
REPORTED = Event("agreement.reported", "reported under “{agreement}”: {what}")
EXIT_BEGUN = Event("agreement.exit-begun", "began the exit checklist of “{agreement}”")
EXIT_STEP_DONE = Event(
    "agreement.exit-step-done", "marked a step of the exit of “{agreement}” as done: {step}"
)
