"""Every write of the directory."""

from commonweal.directory.actions.capacity import (
    give_back_place,
    let_referrals_move,
    report_capacity,
    take_place,
)
from commonweal.directory.actions.intake import take_in
from commonweal.directory.actions.services import confirm_service, link_provider, set_needs
from commonweal.directory.actions.terms import confirm_suggestions, map_term

__all__ = [
    "confirm_service",
    "confirm_suggestions",
    "give_back_place",
    "let_referrals_move",
    "link_provider",
    "map_term",
    "report_capacity",
    "set_needs",
    "take_in",
    "take_place",
]
