"""Pages of alliances, partners, seats and invitations."""

from commonweal.partners.views.alliance import alliance, alliances, edit_alliance, open_alliance
from commonweal.partners.views.invitations import accept, invite, send_again, withdraw_invitation
from commonweal.partners.views.partners import (
    add_site,
    bring_in,
    edit,
    edit_site,
    end_membership,
    partner_list,
    remove_site,
    show,
)
from commonweal.partners.views.seats import end_seat, give_seat, people

__all__ = [
    "accept",
    "add_site",
    "alliance",
    "alliances",
    "bring_in",
    "edit",
    "edit_alliance",
    "edit_site",
    "end_membership",
    "end_seat",
    "give_seat",
    "invite",
    "open_alliance",
    "partner_list",
    "people",
    "remove_site",
    "send_again",
    "show",
    "withdraw_invitation",
]
