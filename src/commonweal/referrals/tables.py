"""The board's tables: one for each part, declared once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from commonweal.access import Actor
from commonweal.access.http import Request
from commonweal.clients.models import DOMAIN_CHOICES
from commonweal.components.tables import Choice, Column, Empty, Filter, Paging, Table, cells
from commonweal.database import clock
from commonweal.partners.queries import members
from commonweal.referrals import queries, words
from commonweal.referrals.models import Referral
from commonweal.referrals.queries import Tab
from commonweal.referrals.rules import Status

PERSON = Column(
    "person",
    _("Person"),
    value=queries.person_name,
    link="get_absolute_url",
    under=lambda row: row.get_domain_display(),
)
FROM = Column("from", _("From"), value="recorded_by.name", sort="recorded_by__name")
TO = Column(
    "to",
    _("To"),
    value=lambda row: row.receiver.name if row.receiver else _("All that match"),
    under=lambda row: row.service.name if row.service else "",
    sort="receiver__name",
)
URGENCY = Column("urgency", _("How soon"), value=lambda row: words.URGENCY.get(row.urgency, row.urgency))
STATUS = Column(
    "status",
    _("Status"),
    value=lambda row: words.status_of(row, clock.now())[1],
    shape=lambda row: words.status_of(row, clock.now())[0],
    sort="status",
)
SENT = Column("sent", _("Sent"), value="sent_at", draw=cells.ago, sort="sent_at")
ANSWER_BY = Column("due", _("Answer by"), value="answer_due_at", draw=cells.ago, sort="answer_due_at")
FINISH_BY = Column(
    "finish",
    _("Finish by"),
    value="finish_due_at",
    draw=cells.day,
    sort="finish_due_at",
)
WHO = Column("who", _("Works on it"), value=lambda row: row.assigned_to.name if row.assigned_to else "")
ENDED = Column("ended", _("Ended"), value="closed_at", draw=cells.ago, sort="closed_at")


def _why(row: Referral) -> str:
    if row.status == Status.COMPLETED:
        return str(words.OUTCOME.get(row.outcome, ""))
    return words.reason_title(row.reason_code) if row.reason_code else str(words.OUTCOME.get(row.outcome, ""))


WHY = Column("why", _("What they said"), value=lambda row: row.what_was_done or row.reason, under=_why)

SENT_NEWEST = replace(SENT, sort="created_at")
STATUS_PLAIN, ENDED_PLAIN = replace(STATUS, sort=None), replace(ENDED, sort=None)

NEED = Choice("need", _("Need"), choices=DOMAIN_CHOICES, lookup="domain")
HOW_SOON = Choice("urgency", _("How soon"), choices=list(words.URGENCY.items()))
STATUSES = Choice(
    "status", _("Status"), choices=[(status.value, word) for status, (_shape, word) in words.STATUS.items()]
)


ME, NOBODY = "me", "nobody"


def _partners(label: Any, lookup: str, by: Actor) -> Choice:
    """From whom it came, or to whom it went: the other members there are now."""
    others = members(by).exclude(pk=by.own_organisation_id).order_by("name").values_list("pk", "name")
    return Choice("partner", label, choices=[(str(pk), name) for pk, name in others], lookup=lookup)


def _workers(by: Actor) -> Choice:
    """Who works on it: whoever looks, nobody yet, or a colleague."""
    colleagues = queries.colleagues(by).exclude(pk=by.own_person_id).values_list("pk", "name")

    def apply(rows: Any, value: str) -> Any:
        if value == NOBODY:
            return rows.filter(assigned_to__isnull=True)
        return rows.filter(assigned_to=by.person_id if value == ME else value)

    return Choice(
        "who",
        _("Works on it"),
        choices=[(ME, _("Me")), (NOBODY, _("Nobody yet")), *((str(pk), name) for pk, name in colleagues)],
        apply=apply,
        any_label=_("Anybody"),
    )


class Board(Table):
    """What all parts share."""

    name = "board"
    beside = True
    page_size = 50
    filters: Sequence[Filter] = (NEED, HOW_SOON)
    received: ClassVar[bool] = True
    """Do these come from partners? Else they went to them."""

    def __init__(self, request: Request, rows: Any, by: Actor) -> None:
        super().__init__(request, rows)
        self.by = by
        partner = (
            _partners(_("From"), "recorded_by", by) if self.received else _partners(_("To"), "receiver", by)
        )
        self.filters = (*self.filters, partner, *([_workers(by)] if WHO in self.columns else []))


class ToAnswer(Board):
    caption = _("Referrals that wait for your answer")
    columns = (PERSON, FROM, URGENCY, STATUS, ANSWER_BY, WHO)
    default_sort = "due"
    selectable = True
    empty = Empty(
        _("Nobody waits for your answer"),
        _(
            "When a partner sends you somebody, the referral appears here at once. You need not reload the page."
        ),
    )


class InWork(Board):
    caption = _("Referrals that you work on")
    columns = (PERSON, FROM, STATUS, WHO, FINISH_BY)
    default_sort = "finish"
    empty = Empty(_("No work in hand"), _("Referrals that you accepted are here until they are finished."))


class OpenToUs(Board):
    caption = _("Referrals open to all partners that match")
    columns = (PERSON, FROM, URGENCY, SENT, ANSWER_BY)
    default_sort = "due"
    empty = Empty(
        _("Nothing is open to you now"),
        _("A sender may ask all partners whose services match. The first to accept helps the person."),
    )


class Sent(Board):
    received = False
    caption = _("Referrals that you sent and that are not finished")
    columns = (PERSON, TO, STATUS, SENT, ANSWER_BY)
    default_sort = "-sent"
    filters = (NEED, HOW_SOON, STATUSES)


class ComeBack(Board):
    received = False
    caption = _("Referrals that came back to you")
    columns = (PERSON, TO, STATUS, WHY, ENDED)
    default_sort = "ended"
    filters = (NEED,)
    empty = Empty(
        _("Nothing has come back"),
        _("Declined referrals, and completed ones whose outcome you have not seen, will be here."),
    )


class AllReceived(Board):
    """Years of them: found page by page through an index, never counted or sorted as a whole."""

    caption = _("All referrals that you received, newest first")
    columns: Sequence[Column] = (
        PERSON,
        replace(FROM, sort=None),
        STATUS_PLAIN,
        SENT_NEWEST,
        ENDED_PLAIN,
        WHO,
    )
    default_sort = "-sent"
    paging = Paging.KEY
    filters = (NEED, STATUSES)
    empty = Empty(
        _("Nothing received yet"), _("Every referral that partners send you will stay listed here.")
    )


class AllSent(AllReceived):
    received = False
    caption = _("All referrals that you sent, newest first")
    columns = (PERSON, replace(TO, sort=None), STATUS_PLAIN, SENT_NEWEST, ENDED_PLAIN)
    empty = Empty(_("Nothing sent yet"), _("Every referral that you send will stay listed here."))


TABLES: dict[Tab, type[Board]] = {
    Tab.ANSWER: ToAnswer,
    Tab.WORK: InWork,
    Tab.OPEN: OpenToUs,
    Tab.SENT: Sent,
    Tab.BACK: ComeBack,
    Tab.RECEIVED: AllReceived,
    Tab.ALL_SENT: AllSent,
}
