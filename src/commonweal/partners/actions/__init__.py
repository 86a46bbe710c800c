"""Every write of partners: alliances and their members, profiles and sites, seats, invitations."""

from commonweal.partners.actions.alliance import (
    bring_in,
    change_alliance,
    end_membership,
    introduce,
    open_alliance,
)
from commonweal.partners.actions.invitations import accept, invite, send_again, withdraw_invitation
from commonweal.partners.actions.profile import add_site, change_site, edit_profile, remove_site
from commonweal.partners.actions.seats import end_seat, give_seat

__all__ = [
    "accept",
    "add_site",
    "bring_in",
    "change_alliance",
    "change_site",
    "edit_profile",
    "end_membership",
    "end_seat",
    "give_seat",
    "introduce",
    "invite",
    "open_alliance",
    "remove_site",
    "send_again",
    "withdraw_invitation",
]
