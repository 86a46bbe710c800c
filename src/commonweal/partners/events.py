"""Acts on alliances, partners, seats and invitations, each with its sentence."""

from commonweal.audit import Event

ALLIANCE_OPENED = Event(
    "alliance.opened", "opened the alliance {alliance} and invited {invited} as its convenor"
)
ALLIANCE_CHANGED = Event("alliance.changed", "changed what the page of the alliance says")
JOINED = Event("membership.started", "brought {organisation} into the alliance")
MEMBERSHIP_ENDED = Event("membership.ended", "ended the membership of {organisation}: {reason}")
PROFILE_CHANGED = Event("partner.changed", "changed the profile of {organisation}: {fields}")
SITE_ADDED = Event("site.added", "added the site {site} of {organisation}")
SITE_CHANGED = Event("site.changed", "changed the site {site} of {organisation}")
SITE_REMOVED = Event("site.removed", "removed the site {site} of {organisation}")
SEAT_GIVEN = Event("seat.given", "gave {person} a seat for {organisation}: {roles}")
SEAT_TAKEN = Event("seat.taken", "took the seat for {organisation} that the invitation offered: {roles}")
SEAT_ENDED = Event("seat.ended", "ended the seat of {person} for {organisation}: {reason}")
INVITED = Event("invitation.sent", "invited {person} to a seat for {organisation}: {roles}")
INVITED_AGAIN = Event("invitation.sent-again", "sent the invitation of {person} for {organisation} again")
INVITATION_WITHDRAWN = Event("invitation.withdrawn", "withdrew the invitation of {person} for {organisation}")
