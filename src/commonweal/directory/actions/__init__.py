"""Every write of the directory."""

from commonweal.directory.actions.capacity import (
    give_back_place,
    let_referrals_move,
    report_capacity,
    take_place,
)
from commonweal.directory.actions.editing import (
    Called,
    Entry,
    Spot,
    add_service,
    edit_service,
    may_edit,
    settle_edit,
)
from commonweal.directory.actions.intake import take_in
from commonweal.directory.actions.services import confirm_service, link_provider, set_needs
from commonweal.directory.actions.terms import confirm_suggestions, map_term

__all__ = [
    "Called",
    "Entry",
    "Spot",
    "add_service",
    "confirm_service",
    "confirm_suggestions",
    "edit_service",
    "give_back_place",
    "let_referrals_move",
    "link_provider",
    "map_term",
    "may_edit",
    "report_capacity",
    "set_needs",
    "settle_edit",
    "take_in",
    "take_place",
]
