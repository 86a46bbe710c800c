"""The dates that come: agreements lapsing, decisions due for review, votes closing, meetings, actions, reviews,
survey rounds closing and events, from rows that the actor may see; as a list and as a calendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from commonweal.access import Actor, Permission, may
from commonweal.agreements.models import Agreement
from commonweal.alignment.models import Meeting, Round
from commonweal.communications.models import Event
from commonweal.governance.models import Decision, Proposal
from commonweal.plans.models import Action, Review, Test

AHEAD = timedelta(days=183)
MOST = 200
"""Of each kind; more than this in half a year belongs on the room's own page."""


@dataclass(frozen=True)
class Coming:
    """A date: the whole day, or from a moment to another."""

    key: str
    on: date
    what: str
    title: str
    url: str
    starts: datetime | None = None
    ends: datetime | None = None


def coming(by: Actor, now: datetime, *, mine: bool = False) -> list[Coming]:
    """What comes within half a year, soonest first. `mine`: of the actions and tests only one's organisation's."""
    zone = by.zone
    first, last = now.astimezone(zone).date(), (now + AHEAD).astimezone(zone).date()
    found: list[Coming] = []
    if may(by, Permission.VIEW_AGREEMENTS):
        found += _agreements(now, zone)
    if may(by, Permission.VIEW_DECISIONS):
        found += _votes(now, zone)
    if may(by, Permission.VIEW_ALIGNMENT):
        found += _meetings(now, zone)
    if may(by, Permission.ANSWER_SURVEYS):
        found += _surveys(now, zone)
    found += _days(by, first, last, mine=mine)
    if may(by, Permission.VIEW_COMMUNICATIONS):
        found += _events(now, zone)
    return sorted(found, key=lambda one: (one.on, one.starts is not None, one.starts or now, one.title))


def _whole(key: str, row: Any, on: date, what: str, title: str, page: str) -> Coming:
    return Coming(f"{key}:{row.pk}", on, what, title, reverse(page, args=[row.pk]))


def _agreements(now: datetime, zone: ZoneInfo) -> Iterator[Coming]:
    rows = Agreement.objects.filter(in_force__contains=now, in_force__endswith__lt=now + AHEAD)
    for row in rows[:MOST]:
        ends = row.in_force.upper.astimezone(zone).date()
        yield _whole("agreement-lapses", row, ends, _("Agreement lapses"), row.title, "agreements:show")


def _votes(now: datetime, zone: ZoneInfo) -> Iterator[Coming]:
    votes = Proposal.objects.filter(closes_at__range=(now, now + AHEAD), closed_at=None, withdrawn_at=None)
    for vote in votes.filter(opened_at__isnull=False)[:MOST]:
        assert vote.closes_at is not None
        on = vote.closes_at.astimezone(zone).date()
        yield _whole("vote-closes", vote, on, _("Vote closes"), vote.question, "governance:proposal")


def _meetings(now: datetime, zone: ZoneInfo) -> Iterator[Coming]:
    for row in Meeting.objects.filter(starts_at__range=(now, now + AHEAD), cancelled_at=None)[:MOST]:
        on, url = row.starts_at.astimezone(zone).date(), reverse("alignment:meeting", args=[row.pk])
        yield Coming(f"meeting:{row.pk}", on, _("Meeting"), row.title, url, row.starts_at, row.ends_at)


def _surveys(now: datetime, zone: ZoneInfo) -> Iterator[Coming]:
    rows = Round.objects.filter(closes_at__range=(now, now + AHEAD), closed_at=None).select_related("survey")
    for row in rows[:MOST]:
        on = row.closes_at.astimezone(zone).date()
        yield _whole("survey-closes", row, on, _("Survey closes"), row.survey.title, "alignment:round")


def _days(by: Actor, first: date, last: date, *, mine: bool) -> Iterator[Coming]:
    """Whatever is due on a day, of all kinds in one query."""
    ours = {"owner_organisation_id": by.organisation_id} if mine else {}
    kinds = [
        (Permission.VIEW_DECISIONS, Decision.objects.filter(reviewed_at=None), "review_on", "question",
         "decision-review", _("Decision to review"), "governance:decision"),
        (Permission.VIEW_PLANS, Action.objects.filter(done_at=None, dropped_at=None, **ours), "due", "title",
         "action-due", _("Action due"), "plans:action"),
        (Permission.VIEW_PLANS, Test.objects.filter(result_at=None, **ours), "result_due", "title",
         "test-due", _("Result of a test due"), "plans:test"),
        (Permission.VIEW_PLANS, Review.objects.filter(closed_at=None), "meets_on", "title",
         "review", _("Review"), "plans:review"),
    ]  # fmt: skip
    parts = [
        rows.filter(**{f"{day}__range": (first, last)})
        .order_by(day)
        .annotate(of=Value(number), on_day=F(day), called=Cast(name, TextField()))
        .values_list("of", "pk", "on_day", "called")[:MOST]
        for number, (permission, rows, day, name, *_words) in enumerate(kinds)
        if may(by, permission)
    ]
    if not parts:
        return
    for number, pk, on, title in parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]:
        key, what, page = kinds[number][4:]
        yield Coming(f"{key}:{pk}", on, what, title, reverse(page, args=[pk]))


def _events(now: datetime, zone: ZoneInfo) -> Iterator[Coming]:
    for row in Event.objects.filter(starts__range=(now, now + AHEAD), cancelled_at=None)[:MOST]:
        on, url = row.starts.astimezone(zone).date(), reverse("communications:event", args=[row.pk])
        yield Coming(f"event:{row.pk}", on, _("Event"), row.title(), url, row.starts, row.ends)


def as_file(dates: list[Coming], *, name: str, site: str, now: datetime) -> bytes:
    """A calendar that programs import; each date keeps its identifier, so importing again replaces."""
    calendar = Calendar()
    calendar.add("prodid", "-//Commonweal//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for one in dates:
        entry = Entry()
        entry.add("uid", f"{one.key}@commonweal")
        entry.add("dtstamp", now.astimezone(UTC))
        entry.add("dtstart", one.starts.astimezone(UTC) if one.starts else one.on)
        if one.starts and one.ends:
            entry.add("dtend", one.ends.astimezone(UTC))
        entry.add("summary", f"{one.what}: {one.title}")
        entry.add("url", site + one.url)
        calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content
