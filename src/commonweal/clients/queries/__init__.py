"""Every read about people served. What exists for the actor is decided by the row policies alone."""

from commonweal.clients.queries.duplicates import Duplicate, likely_duplicates
from commonweal.clients.queries.people import (
    FOUND_AT_MOST,
    Filters,
    People,
    export_rows,
    find_people,
    visible_clients,
)
from commonweal.clients.queries.record import (
    ConsentView,
    Disclosures,
    Named,
    NeedView,
    Seer,
    Sight,
    consents_of,
    disclosures,
    identity_of,
    may_disclose,
    needs_of,
    screenings_of,
    sight,
    who_sees,
)

__all__ = [
    "FOUND_AT_MOST",
    "ConsentView",
    "Disclosures",
    "Duplicate",
    "Filters",
    "Named",
    "NeedView",
    "People",
    "Seer",
    "Sight",
    "consents_of",
    "disclosures",
    "export_rows",
    "find_people",
    "identity_of",
    "likely_duplicates",
    "may_disclose",
    "needs_of",
    "screenings_of",
    "sight",
    "visible_clients",
    "who_sees",
]
