"""Tables that can be filtered, sorted, paged, linked to and exported, worked out on the server.

    class Inbox(Table):
        name = "inbox"
        caption = _("Referrals you received")
        columns = (
            Column("person", _("Person"), value="client.name", link="url", sort="client__family_name"),
            Column("sent", _("Sent"), value="sent_at", draw=cells.ago, sort="sent_at"),
        )
        filters = (Words("q", _("Name"), lookups=("client__family_name__icontains",)),)
        default_sort = "-sent"

    def inbox(request):
        return Inbox(request, queries.inbox()).respond("referrals/inbox.html")

and in the page: `<c-table :table="table" />`.
"""

from commonweal.components.tables import cells
from commonweal.components.tables.columns import Column
from commonweal.components.tables.export import csv_response, guarded, write_csv
from commonweal.components.tables.filters import Choice, Days, Filter, Words
from commonweal.components.tables.table import Empty, Paging, Table

__all__ = [
    "Choice",
    "Column",
    "Days",
    "Empty",
    "Filter",
    "Paging",
    "Table",
    "Words",
    "cells",
    "csv_response",
    "guarded",
    "write_csv",
]
