"""What is said of an action: begun, on track, held up, done, given up; and the e-mail that asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, may, require
from commonweal.access.models import Person
from commonweal.database import clock
from commonweal.partners import thresholds
from commonweal.partners.models import Alliance, Seat
from commonweal.plans import days, events, links, mail
from commonweal.plans.actions.action_plans import held
from commonweal.plans.actions.common import refuse, tell, who
from commonweal.plans.models import Action, Dependency, Report
from commonweal.plans.rules import actions as rules
from commonweal.plans.rules import check_ins
from commonweal.plans.rules.actions import Kind, Standing
from commonweal.plans.thresholds import CHECK_IN, SILENT

REPORTABLE = frozenset(set(Kind) - {Kind.MOVED, Kind.HANDED})
ASKED = frozenset({Standing.SILENT, Standing.OVERDUE})
AGAIN = timedelta(days=7)
BY_ITSELF = "The weekly check-in, by itself"
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
        _apply(row, kind, words, by_owner=by.organisation_id == row.owner_organisation_id)
        row.save()
        said = Report.objects.create(**who(by), action=row, kind=kind.value, text=words, by_link=by_link)
        what = rules.SAID[kind] + (f" ({words})" if words else "")
        audit.record(by, events.ACTION_REPORTED, on=row, title=row.title, what=what)
        tell(by)
    return said


def _apply(row: Action, kind: Kind, words: str, *, by_owner: bool) -> None:
    """What a report changes in the facts by which lists filter, with the words that belong to each."""
    now = clock.now()
    facts = rules.after(row.facts(), kind, now, by_owner=by_owner)
    row.heard_at = facts.heard_at
    row.begun_at = (row.begun_at or now) if facts.begun else None
    if kind is Kind.BLOCKED:
        row.blocked_at, row.blocked_reason = now, words
    elif not facts.blocked:
        row.blocked_at, row.blocked_reason = None, ""
    if kind is Kind.DONE:
        row.done_at, row.evidence = now, words
    elif facts.done_at is None:
        row.done_at, row.evidence = None, ""
    if kind is Kind.DROPPED:
        row.dropped_at, row.dropped_reason = now, words
    elif not facts.dropped:
        row.dropped_at, row.dropped_reason = None, ""


def ask_the_silent(*, by: Actor) -> int:
    """E-mail every owner who was silent for long, or whose action is overdue; how many were asked.

    Who was asked for the same action within a week is not asked again. Raises NotAllowed, Refused where nobody is to be
    asked.
    """
    require(by, Permission.KEEP_PLANS)
    now, silent_after, asked = days.now(), thresholds.days(by, SILENT), 0
    with transaction.atomic():
        for row in Action.objects.filter(done_at=None, dropped_at=None, starts__lte=now.date()):
            recently = row.asked_at is not None and row.asked_at > now - AGAIN
            if recently or rules.standing(row.facts(), now, silent_after) not in ASKED:
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
        token = links.sign_check_in(action=row.pk, person=seat.holder.pk, seat=seat.pk)
        mail.ask(to=seat.person.email, name=row.owner_name, title=row.title, due=row.due, token=token)
        _note_asked(by, row)


def check_in(*, by: Actor) -> int:
    """The weekly letter to an owner: how do the actions stand of which nothing was heard? Answers about how many.

    The alliance chooses after how long without a word, or that none comes. An owner who was asked about any action
    this week is not asked again, so a second worker, or the same one started anew, sends nothing: the rows are held
    meanwhile.
    """
    after = thresholds.days(by, CHECK_IN)
    with transaction.atomic():
        alliance = Alliance.objects.get(pk=by.own_alliance_id)
        now = clock.now().astimezone(ZoneInfo(alliance.timezone))
        if not after or not check_ins.is_time(now):
            return 0
        own = list(
            Action.objects.select_for_update()
            .filter(
                owner_id=by.person_id, owner_organisation_id=by.organisation_id, done_at=None, dropped_at=None
            )
            .order_by("due", "pk")
        )
        week = check_ins.week_of(now)
        if any(row.asked_at is not None and row.asked_at >= week for row in own):
            return 0
        silent = [row for row in own if row.starts <= now.date() and now - row.heard_at >= after]
        if not silent:
            return 0
        asked = [
            mail.Asked(
                row.title,
                row.due,
                links.sign_check_in(action=row.pk, person=by.own_person_id, seat=by.own_seat_id),
            )
            for row in silent
        ]
        to = Person.objects.values_list("email", flat=True).get(pk=by.own_person_id)
        mail.check_in(to=to, name=by.person_name, alliance=alliance.name, asked=asked)
        for row in silent:
            _note_asked(replace(by, person_name=BY_ITSELF), row)
    return len(silent)


def _note_asked(by: Actor, row: Action) -> None:
    row.asked_at = clock.now()
    row.save(update_fields=["asked_at"])
    audit.record(by, events.WORD_ASKED, on=row, title=row.title, owner=row.owner_name)
