"""The record of acts, for those who may see it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from commonweal.access import Permission
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.audit import events, queries
from commonweal.audit.record import record
from commonweal.components.tables import Choice, Column, Days, Empty, Filter, Paging, Table, Words, cells


class ActTable(Table):
    """Who did what, when; newest first. Next and previous without counting: a chain only ever grows."""

    name = "acts"
    caption = _("Acts in this alliance")
    columns = (
        Column(key="at", label=_("When"), draw=cells.second, sort="number"),
        Column(key="who", label=_("Who"), value="person_name", under="organisation_name", heading=True),
        Column(key="what", label=_("What"), value="sentence"),
        Column(key="number", label=_("No."), value="number", align="end"),
    )
    filters: Sequence[Filter] = (
        Words("who", _("Name of the person"), lookups=("person_name__icontains",)),
        Choice("kind", _("Kind of act"), choices=queries.kinds, lookup="kind"),
        Days("from", _("From"), lookup="at__date"),
        Days("until", _("Until"), lookup="at__date", until=True),
    )
    default_sort = "-at"
    page_size = 50
    paging = Paging.KEY
    empty = Empty(
        title=_("Nothing is recorded yet"),
        text=_("Every act in this alliance will be here: who did what, for which organisation, when."),
    )

    def __init__(self, request: Request) -> None:
        super().__init__(request, queries.acts(request.actor))
        organisation = Choice(
            "organisation",
            _("Organisation"),
            choices=[(str(pk), name) for pk, name in queries.organisations_in(request.actor)],
            lookup="organisation_id",
        )
        who, *others = type(self).filters
        self.filters = (who, organisation, *others)


@page(Permission.VIEW_AUDIT)
def act_list(request: Request) -> HttpResponseBase:
    """The record of acts. Taking it away as a file is recorded too."""
    table = ActTable(request)
    if table.wants_export:
        rows = table.narrowed.count()
        answer = table.export()
        record(request.actor, events.EXPORTED, what="the record of acts", rows=rows)
        return answer
    return table.respond("audit/list.html")
