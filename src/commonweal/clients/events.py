"""Acts about people served. No sentence names the person."""

from commonweal.audit.events import Event

REGISTERED = Event("client.registered", "registered a person served")
REGISTERED_ANYWAY = Event(
    "client.registered-anyway", "registered a person served although {likely} likely duplicates were shown"
)
EDITED = Event("client.edited", "changed what is known of a person served: {fields}")
NEED_RECORDED = Event("need.recorded", "recorded a need")
NEED_CHANGED = Event("need.changed", "changed a need: {status}, {urgency}")
SCREENED = Event("screening.recorded", "recorded a screening by {instrument}")
CONSENT_RECORDED = Event("consent.recorded", "recorded a consent ({how}) towards {towards}")
CONSENT_REVOKED = Event("consent.revoked", "recorded that a consent was taken back from {towards}")
