"""What is said of an action: begun, on track, held up, done, given up; and the e-mail that asks."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, may, require
from commonweal.audit.models import Act
from commonweal.database import clock
from commonweal.partners.models import Seat
from commonweal.plans import days, events, links, mail
from commonweal.plans.actions.action_plans import held
from commonweal.plans.actions.common import refuse, tell, who
from commonweal.plans.models import Action, Dependency, Report
from commonweal.plans.rules import actions as rules
from commonweal.plans.rules.actions import Kind, Standing

REPORTABLE = frozenset(set(Kind) - {Kind.MOVED, Kind.HANDED})
ASKED = frozenset({Standing.SILENT, Standing.OVERDUE})
AGAIN = timedelta(days=7)
WORDLESS = frozenset({Kind.BEGUN, Kind.ON_TRACK, Kind.UNBLOCKED})
MISSING = {
    Kind.DONE: "Say what shows that it is done.",
    Kind.BLOCKED: "Say what holds it up, and who could help.",
    Kind.DROPPED: "Say why it is given up.",
    Kind.REOPENED: "Say why it is opened again.",
    Kind.NOTE: "Write something first.",
}


def report(*, by: Actor, action: Action, kind: Kind, text: str = "", by_link: bool = False) -> Report:
    """Say something of an action; how it stands follows. Raises NotAllowed, Refused.

    `by_link`: by the button behind the link of an e-mail.
    """
    if not may(by, Permission.KEEP_PLANS, on=action):
        require(by, Permission.WORK_ON_ACTIONS, on=action)
    if kind not in REPORTABLE:
        raise Refused("That is done by an act of its own.")
    words = text.strip()[:2000]
    if not words and kind not in WORDLESS:
        raise Refused(MISSING[kind])
    with transaction.atomic():
        row = held(action)
        unfinished = (
            Dependency.objects.filter(action=row, on__done_at=None, on__dropped_at=None).values_list(
                "on__title", flat=True
            )
            if kind is Kind.DONE
            else ()
        )
        refuse(rules.refusal(row.facts(), kind, unfinished))
        _apply(row, kind, words)
        if by.organisation_id == row.owner_organisation_id:
            row.heard_at = clock.now()
        row.save()
        said = Report.objects.create(**who(by), action=row, kind=kind.value, text=words, by_link=by_link)
        what = rules.SAID[kind] + (f" ({words})" if words else "")
        audit.record(by, events.ACTION_REPORTED, on=row, title=row.title, what=what)
        tell(by)
    return said


def _apply(row: Action, kind: Kind, words: str) -> None:
    """What a report changes in the facts by which lists filter."""
    now = clock.now()
    if kind in {Kind.BEGUN, Kind.ON_TRACK, Kind.NOTE, Kind.BLOCKED, Kind.DONE} and row.begun_at is None:
        row.begun_at = now
    if kind is Kind.BLOCKED:
        row.blocked_at, row.blocked_reason = now, words
    elif kind in {Kind.UNBLOCKED, Kind.ON_TRACK, Kind.DONE, Kind.DROPPED}:
        row.blocked_at, row.blocked_reason = None, ""
    if kind is Kind.DONE:
        row.done_at, row.evidence = now, words
    elif kind is Kind.DROPPED:
        row.dropped_at, row.dropped_reason = now, words
    elif kind is Kind.REOPENED:
        row.done_at, row.evidence, row.dropped_at, row.dropped_reason = None, "", None, ""


def ask_the_silent(*, by: Actor) -> int:
    """E-mail every owner of whom nothing was heard for 45 days, or whose action is overdue; how many were asked.

    Who was asked for the same action within a week is not asked again. Raises NotAllowed, Refused where nobody is to be
    asked.
    """
    require(by, Permission.KEEP_PLANS)
    now, asked = days.now(), 0
    recently = set(
        Act.objects.filter(kind=events.WORD_ASKED.name, at__gte=now - AGAIN).values_list(
            "subject_id", flat=True
        )
    )
    with transaction.atomic():
        for row in Action.objects.filter(done_at=None, dropped_at=None, starts__lte=now.date()):
            if rules.standing(row.facts(), now) not in ASKED or row.pk in recently:
                continue
            try:
                with transaction.atomic():
                    ask_for_word(by=by, action=row)
            except Refused:
                # An owner without a seat cannot be asked; the action stays among what needs somebody.
                continue
            asked += 1
    if not asked:
        raise Refused("Nobody is silent who was not asked within the last week.")
    return asked


def ask_for_word(*, by: Actor, action: Action) -> None:
    """E-mail the owner a link with buttons: on track, held up, done. Raises NotAllowed, Refused."""
    require(by, Permission.KEEP_PLANS, on=action)
    with transaction.atomic():
        row = held(action)
        if not row.facts().open:
            raise Refused("The action is closed.")
        seat = (
            Seat.objects.current()
            .select_related("person")
            .filter(person_id=row.owner_id, organisation_id=row.owner_organisation_id, person__is_active=True)
            .first()
        )
        if seat is None or seat.person is None:
            raise Refused(f"{row.owner_name} has no seat any more. Hand the action over first.")
        token = links.sign_check_in(action=row.pk, person=seat.person_id, seat=seat.pk)
        mail.ask(to=seat.person.email, name=row.owner_name, title=row.title, due=row.due, token=token)
        audit.record(by, events.WORD_ASKED, on=row, title=row.title, owner=row.owner_name)
