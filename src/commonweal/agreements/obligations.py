"""What agreements in force oblige to: duties with their days, times of a joint workflow, dates to keep.

Reads only. Which agreements there are is decided by the row policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from commonweal.agreements import rules
from commonweal.agreements.models import Agreement, DutyReport, ExitTask, Version
from commonweal.database.kept import kept

AHEAD = timedelta(days=366)
"""How far ahead duties are shown."""


def with_duties() -> QuerySet[Agreement]:
    """Agreements with all that their duties follow from, in two queries."""
    versions = with_reports(Version.objects.filter(offered_at__isnull=False).defer("text"))
    return (
        Agreement.objects.with_parties()
        .select_related("alliance")
        .prefetch_related(Prefetch("versions", versions))
    )


@dataclass(frozen=True)
class Reported:
    """That a duty was done, as lists tell it."""

    clause: str
    organisation_id: UUID
    due: date
    done: date
    link: str
    person_name: str


def with_reports(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Versions with what was reported under them (`reported`), without a query of its own."""
    rows = DutyReport.objects.filter(version=OuterRef("pk")).values(
        row=JSONObject(**{name: name for name in Reported.__dataclass_fields__})
    )
    return versions.annotate(reported=ArraySubquery(rows))


def _reports(version: Version) -> Iterator[Reported | DutyReport]:
    if (rows := getattr(version, "reported", None)) is None:
        yield from version.reports.all()
        return
    for row in rows:
        yield Reported(
            row["clause"], UUID(row["organisation_id"]), date.fromisoformat(row["due"]),
            date.fromisoformat(row["done"]), row["link"], row["person_name"],
        )  # fmt: skip


@dataclass(frozen=True)
class DutyLine:
    """A duty, the agreement it comes from, and whether it was kept."""

    duty: rules.Duty
    agreement_id: UUID
    title: str
    version_id: UUID
    number: int
    state: rules.State
    report: Reported | DutyReport | None

    @property
    def late(self) -> bool:
        """Is it overdue and not reported?"""
        return self.state is rules.State.LATE


def days_of(agreement: Agreement, version: Version) -> tuple[date, date | None] | None:
    """First and last day (None: open) on which a version was in force; None where it never was."""
    span: DateTimeTZRange | None = version.period
    if span is None and version.pk == agreement.version_in_force_id:
        span = agreement.in_force
    if span is None or span.isempty:
        return None
    zone = ZoneInfo(agreement.alliance.timezone)
    last = (span.upper - timedelta(microseconds=1)).astimezone(zone).date() if span.upper else None
    return span.lower.astimezone(zone).date(), last


def duties_of(agreement: Agreement, version: Version, *, until: date) -> list[rules.Duty]:
    """Everything that a version asks of its parties up to a day."""
    days = days_of(agreement, version)
    if days is None:
        return []
    parties = frozenset(version.parties)
    return rules.duties(version.read(), parties=parties, start=days[0], until=until, ends=days[1])


def lines(
    today: date,
    *,
    agreements: Iterable[UUID] | None = None,
    organisation: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[DutyLine]:
    """Duties of agreements (None: of all), by due day: of one organisation where one is named.

    `since`, `until`: by their due day; by default all up to a month ahead. A duty of a party that has left counts up
    to the day it left. Two queries.
    """
    until = until or today + timedelta(days=31)
    rows = with_duties()
    if agreements is not None:
        rows = rows.filter(pk__in=list(agreements))
    found = [
        one
        for row in rows.exclude(version_in_force=None)
        for one in lines_of(row, today, until=until)
        if (since is None or one.duty.due >= since) and (organisation is None or one.duty.by == organisation)
    ]
    return sorted(found, key=lambda one: (one.duty.due, one.title, one.duty.clause, one.duty.by))


def lines_of(row: Agreement, today: date, *, until: date) -> Iterator[DutyLine]:
    """The duties of one agreement whose parties, versions and reports were read; in the order of versions."""
    zone = ZoneInfo(row.alliance.timezone)
    left = {
        one.organisation_id: one.left_at.astimezone(zone).date()
        for one in row.bound_once()
        if one.left_at is not None
    }
    for version in row.versions.all():
        owed = duties_of(row, version, until=until)
        # Most versions ask for nothing by a day: their reports are not looked for.
        made_here = _reports(version) if owed else ()
        reports = {(one.clause, one.organisation_id, one.due): one for one in made_here}
        for duty in owed:
            if duty.by in left and duty.last > left[duty.by]:
                continue
            made = reports.get((duty.clause, duty.by, duty.due))
            state = rules.state(duty.due, made.done if made else None, today)
            yield DutyLine(duty, row.pk, row.title, version.pk, version.number, state, made)


@dataclass(frozen=True)
class Times:
    """Days that agreements in force set for a referral; None: they say nothing of it."""

    answer: int | None = None
    finish: int | None = None


def workflow_times(*, sender: UUID, receiver: UUID | None, domain: str, urgency: str) -> Times:
    """The times of the joint workflows between two organisations; the strictest where several speak of them.

    A referral that is open to all has no receiver yet, so no workflow binds its answer. One query.
    """
    if receiver is None:
        return Times()
    answers, finishes = [], []
    for row in _workflows(sender=sender, receiver=receiver):
        if not {sender, receiver} <= row.current_parties():
            continue
        version = row.version_in_force
        assert version is not None
        for clause in version.read().workflow:
            if clause.covers(sender=sender, receiver=receiver, domain=domain):
                answers += [clause.answer[urgency]] if urgency in clause.answer else []
                finishes += [clause.finish[urgency]] if urgency in clause.finish else []
    return Times(min(answers, default=None), min(finishes, default=None))


@kept
def _workflows(sender: Any, receiver: Any) -> QuerySet[Agreement]:
    return (
        Agreement.objects.in_force()
        .filter(kind=rules.Kind.WORKFLOW.key, version_in_force__parties__contains=[sender, receiver])
        .select_related("version_in_force")
        .prefetch_related("parties")
    )


@dataclass(frozen=True)
class Date:
    """A day to keep: when an agreement ends, something is due, a step of an exit."""

    day: date
    title: str
    agreement_id: UUID
    key: str


def dates(today: date, organisation: UUID | None) -> list[Date]:
    """The days of the coming year that concern an organisation: ends, its duties, its steps of exits."""
    found = []
    for row in with_duties():
        for line in lines_of(row, today, until=today + AHEAD):
            duty = line.duty
            if duty.due >= today and organisation in (None, duty.by) and line.report is None:
                key = f"{line.version_id}-{duty.clause}-{duty.by}-{duty.due}"
                found.append(Date(duty.due, f"Due under “{row.title}”: {duty.what}", row.pk, key))
        found += _leavings(row, today)
        if (
            row.ended_at is not None
            or row.in_force is None
            or row.in_force.isempty
            or row.in_force.upper is None
        ):
            continue
        if organisation is not None and organisation not in row.current_parties():
            continue
        last = (row.in_force.upper - timedelta(microseconds=1)).astimezone(ZoneInfo(row.alliance.timezone))
        if today <= last.date() <= today + AHEAD:
            found.append(Date(last.date(), f"Last day of “{row.title}”", row.pk, f"end-{row.pk}"))
    tasks = ExitTask.objects.filter(done_at=None, due__gte=today).select_related("agreement")
    for task in tasks:
        if organisation is None or task.organisation_id in (None, organisation):
            found.append(
                Date(
                    task.due,
                    f"Exit of “{task.agreement.title}”: {task.text}",
                    task.agreement_id,
                    f"exit-{task.pk}",
                )
            )
    return sorted(found, key=lambda one: (one.day, one.title))


def _leavings(row: Agreement, today: date) -> Iterator[Date]:
    """The last days of those that gave notice: all who are bound with them keep the day."""
    zone = ZoneInfo(row.alliance.timezone)
    names = None
    for party in row.bound_once():
        if party.left_at is None and party.leaves_at is not None:
            last = (party.leaves_at - timedelta(microseconds=1)).astimezone(zone).date()
            names = names or dict(row.parties.values_list("organisation_id", "organisation__name"))
            who = names[party.organisation_id]
            if last >= today:
                yield Date(last, f"{who} leaves “{row.title}”: its last day", row.pk, f"leaves-{party.pk}")


def until_today(at: datetime, zone_name: str) -> date:
    """The alliance's day at an instant."""
    return at.astimezone(ZoneInfo(zone_name)).date()
