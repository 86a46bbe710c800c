"""Acts of governance, each with its sentence. Acts on conflicts name nobody: see decision 97."""

from commonweal.audit import Event

CONFLICT_RAISED = Event("conflict.raised", "raised a conflict")
CONFLICT_MOVED = Event("conflict.moved", "moved a conflict on, to step {step}")
CONFLICT_NOTED = Event("conflict.noted", "added to a conflict")
CONFLICT_CLOSED = Event("conflict.closed", "closed a conflict: {outcome}")
CONFLICT_REOPENED = Event("conflict.reopened", "reopened a conflict")
RISK_RECORDED = Event("risk.recorded", "put “{risk}” into the register of risks")
RISK_CHANGED = Event("risk.changed", "changed the risk “{risk}”")
RISK_REVIEWED = Event("risk.reviewed", "reviewed the risk “{risk}”: {score} of 25")
RISK_CLOSED = Event("risk.closed", "closed the risk “{risk}”: {reason}")
PROMISED = Event("promise.made", "recorded that {organisation} promised: {promise}")
PROMISE_KEPT = Event("promise.kept", "recorded as kept: {promise}")
PROMISE_RELEASED = Event("promise.released", "released {organisation} from: {promise}")
PARTNER_REVIEWED = Event("partner.reviewed", "reviewed what {organisation} promised and kept")
PARTNER_SAID = Event("partner.said", "gave {organisation}'s own say on its review")
VALUE_LOGGED = Event("value.logged", "recorded what {organisation} got out of working with {partner}")
