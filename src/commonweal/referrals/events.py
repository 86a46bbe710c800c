"""Kinds of acts on referrals, each with its sentence. None names a person served."""

from commonweal.audit import Event

DRAFTED = Event("referral.drafted", "began a referral to {receiver}")
SENT = Event("referral.sent", "sent a referral to {receiver}")
REROUTED = Event("referral.rerouted", "sent a referral on to {receiver}")
PASSED_ONWARD = Event("referral.passed-onward", "passed a referral onward to {receiver}")
ACCEPTED = Event("referral.accepted", "accepted a referral from {sender}")
WAITLISTED = Event("referral.waitlisted", "put a referral from {sender} on the waitlist")
DECLINED = Event("referral.declined", "declined a referral from {sender}: {why}")
STARTED = Event("referral.started", "began to work on a referral from {sender}")
HELD = Event("referral.held", "put a referral from {sender} on hold")
COMPLETED = Event("referral.completed", "completed a referral from {sender}: {outcome}")
FAILED = Event("referral.failed", "could not help on a referral from {sender}: {outcome}")
CANCELLED = Event("referral.cancelled", "withdrew a referral from {sender} to {receiver}: {why}")
ENTERED_IN_ERROR = Event("referral.entered-in-error", "marked a referral to {receiver} as entered in error")
CONFIRMED = Event("referral.confirmed", "saw what {receiver} had done on a referral")
ASSIGNED = Event("referral.assigned", "gave a referral to {person}")
DUE_CHANGED = Event("referral.due-changed", "set the day by which a referral is to be finished to {due}")
CONSENT_WITHDRAWN = Event(
    "referral.consent-withdrawn", "ended a referral to {receiver} because the person withdrew their consent"
)
WROTE = Event("referral.wrote", "wrote a message about a referral")
ATTACHED = Event("referral.attached", "put a file beside a referral")
LINK_SENT = Event("referral.link-sent", "had a signed link e-mailed to {receiver}")
NOTICE_READ = Event("referral.notice-read", "put a notice about an ended referral away")
GIVEN_BACK = Event("referral.given-back", "gave a referral back to its sender, because an agreement ended")
GOES_ON = Event("referral.goes-on", "let a referral go on for the transition that the ended agreement names")
