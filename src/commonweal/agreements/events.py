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
ENDED = Event("agreement.ended", "ended “{agreement}”: {reason}")
